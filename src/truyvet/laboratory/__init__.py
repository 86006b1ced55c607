"""Test orders, samples, pools and what laboratories say of them. A positive result makes or feeds a case; a second person confirms it."""
