"""What can be wrong with a file of boundaries, in English and Vietnamese."""

from __future__ import annotations

from typing import Final

from truyvet.tabular import ReasonTemplate

NOT_JSON: Final = ReasonTemplate("not_json", "is not JSON", "không phải JSON")
NOT_A_COLLECTION: Final = ReasonTemplate(
    "not_a_collection",
    "is no GeoJSON FeatureCollection with features",
    "không phải FeatureCollection của GeoJSON có danh sách features",
)
WRONG_CRS: Final = ReasonTemplate(
    "wrong_crs",
    "says that its coordinates are {name}; GeoJSON is longitude and latitude (WGS 84): export it again as EPSG:4326",
    "ghi rằng toạ độ theo {name}; GeoJSON phải là kinh độ, vĩ độ (WGS 84): hãy xuất lại theo EPSG:4326",
)
NO_CODE_PROPERTY: Final = ReasonTemplate(
    "no_code_property",
    'no property holds the unit\'s code; found: {found}. Name it in a mapping: [columns] code = "..."',
    'không thấy thuộc tính nào chứa mã đơn vị; có: {found}. Hãy ghi trong tệp ánh xạ: [columns] code = "..."',
)
UNCLEAR_EDITION: Final = ReasonTemplate(
    "unclear_edition",
    "its codes fit the units of 2021 and of 2025 equally well: say which with --edition",
    "mã trong tệp khớp như nhau với đơn vị năm 2021 và năm 2025: hãy nói rõ bằng --edition",
)
NO_GEOMETRY: Final = ReasonTemplate("no_geometry", "has no polygon", "không có hình đa giác")
BAD_COORDINATES: Final = ReasonTemplate("bad_coordinates", "a coordinate is not two numbers", "có toạ độ không phải hai con số")
UNCLOSED: Final = ReasonTemplate("unclosed", "a ring does not end where it began", "có vòng không khép kín (điểm cuối khác điểm đầu)")
TOO_FEW_POINTS: Final = ReasonTemplate("too_few_points", "a ring has fewer than four points", "có vòng ít hơn bốn điểm")
SELF_CROSSING: Final = ReasonTemplate(
    "self_crossing", "its line crosses itself or a hole lies outside: {detail}", "đường ranh tự cắt nhau, hoặc lỗ nằm ngoài hình: {detail}"
)
SWAPPED: Final = ReasonTemplate("swapped", "latitude stands before longitude", "vĩ độ đứng trước kinh độ; GeoJSON ghi kinh độ trước")
PROJECTED: Final = ReasonTemplate(
    "projected",
    "coordinates are metres of a map projection, not degrees; export it as EPSG:4326",
    "toạ độ tính bằng mét của một phép chiếu, không phải độ; hãy xuất lại theo EPSG:4326",
)
OUTSIDE: Final = ReasonTemplate("outside", "lies outside Vietnam", "nằm ngoài Việt Nam")
ANTIMERIDIAN: Final = ReasonTemplate("antimeridian", "reaches across the 180th meridian", "vắt qua kinh tuyến 180")
NO_CODE: Final = ReasonTemplate("no_code", "has no code", "không có mã")
UNKNOWN_UNIT: Final = ReasonTemplate(
    "unknown_unit",
    "no unit has the code {code}{near}",
    "không có đơn vị nào mang mã {code}{near}",
)
NEAR: Final = ReasonTemplate("near", "; by its name it could be {units}", "; theo tên thì có thể là {units}")
CODE_TWICE: Final = ReasonTemplate(
    "code_twice", "the code {code} stood earlier in this file with another line", "mã {code} đã có ở trên trong tệp này với đường ranh khác"
)
OTHER_NAME: Final = ReasonTemplate(
    "other_name",
    "the code {code} is {ours} here, the file calls it {theirs}: is it a file of the other edition?",
    "mã {code} ở đây là {ours}, tệp ghi là {theirs}: có phải tệp của danh mục năm khác?",
)
WINDING: Final = ReasonTemplate(
    "winding",
    "{units} units had their outer ring clockwise or a hole the other way round (RFC 7946 wants the right-hand rule): turned round",
    "{units} đơn vị có vòng ngoài theo chiều kim đồng hồ hoặc lỗ ngược chiều (RFC 7946 theo quy tắc bàn tay phải): đã đảo lại",
)
THIRD_NUMBER: Final = ReasonTemplate(
    "third_number", "{units} units had heights beside their coordinates: left out", "{units} đơn vị có độ cao kèm toạ độ: đã bỏ"
)
OVERLAP: Final = ReasonTemplate(
    "overlap", "{first} and {second} overlap by {share} % of the smaller one", "{first} và {second} chồng lên nhau {share} % đơn vị nhỏ hơn"
)
SIMPLIFIED: Final = ReasonTemplate(
    "simplified",
    "lines simplified to {metres} m: {before} points became {after}; {shared} % of all lines are shared by two units and stayed shared",
    "đã giản lược đường ranh đến {metres} m: {before} điểm còn {after}; {shared} % là ranh chung của hai đơn vị và vẫn chung",
)
KEPT_WHOLE: Final = ReasonTemplate(
    "kept_whole",
    "{units} units were not simplified, since their line would then have crossed itself",
    "{units} đơn vị không giản lược, vì đường ranh sẽ tự cắt",
)
LACKING: Final = ReasonTemplate(
    "lacking",
    "{units} units of the same level beside them have no boundary yet: {some}",
    "{units} đơn vị cùng cấp trong cùng địa bàn chưa có ranh giới: {some}",
)
NOT_UTF8: Final = ReasonTemplate("not_utf8", "is not UTF-8 text", "không phải văn bản UTF-8")
