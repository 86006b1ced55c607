"""A closed day in the forms that other programs and offices read: PDF, XLSX, DHIS2 data values, ADX."""
