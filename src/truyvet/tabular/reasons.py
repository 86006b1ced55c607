"""All reasons for which a table file, a row or a cell is refused, in English and Vietnamese."""

from truyvet.tabular.problems import ReasonTemplate

# Whole files.
ABSENT = ReasonTemplate("absent", "there is no such file", "không có tệp này")
DIRECTORY = ReasonTemplate("directory", "is a directory, not a file", "là thư mục, không phải tệp")
NOT_REGULAR = ReasonTemplate("not_regular", "is not a regular file", "không phải tệp thông thường")
UNREADABLE = ReasonTemplate("unreadable", "cannot be opened: {error}", "không mở được: {error}")
UNKNOWN_SUFFIX = ReasonTemplate(
    "unknown_suffix",
    "the name does not end in .csv, .tsv, .xlsx or .parquet",
    "tên tệp không kết thúc bằng .csv, .tsv, .xlsx hay .parquet",
)
EMPTY_FILE = ReasonTemplate(
    "empty_file",
    "is empty: not even a header (a header alone would be zero rows)",
    "tệp rỗng: không có cả dòng tiêu đề (chỉ có tiêu đề thì là không dòng nào)",
)
BINARY = ReasonTemplate(
    "binary",
    "is not a text file (a NUL byte at byte {byte})",
    "không phải tệp văn bản (có byte NUL ở vị trí {byte})",
)
UTF16 = ReasonTemplate(
    "utf16",
    "is UTF-16 text; save it again as CSV UTF-8",
    "là văn bản UTF-16; hãy lưu lại dạng CSV UTF-8",
)
NOT_UTF8 = ReasonTemplate(
    "not_utf8",
    "is not UTF-8 text (line {line}, byte {byte} of the file); save it again as CSV UTF-8",
    "không phải văn bản UTF-8 (dòng {line}, byte thứ {byte} của tệp); hãy lưu lại dạng CSV UTF-8",
)
NOT_PARQUET = ReasonTemplate("not_parquet", "is not a Parquet file", "không phải tệp Parquet")
CORRUPT_PARQUET = ReasonTemplate("corrupt_parquet", "is a damaged Parquet file", "tệp Parquet bị hỏng")
NOT_XLSX = ReasonTemplate(
    "not_xlsx",
    "is not an Excel .xlsx file (an old .xls, or one with a password, is not either)",
    "không phải tệp Excel .xlsx (tệp .xls cũ hay tệp có mật khẩu cũng không)",
)
CORRUPT_XLSX = ReasonTemplate("corrupt_xlsx", "is a damaged Excel file", "tệp Excel bị hỏng")
XLSX_TOO_LARGE = ReasonTemplate(
    "xlsx_too_large",
    "unpacks to more than can be read as Excel (over 400,000 different texts, or parts of no usual size); save it as CSV UTF-8",
    "giải nén ra nhiều hơn mức đọc được dạng Excel (hơn 400.000 văn bản khác nhau, hoặc có phần quá lớn); hãy lưu dạng CSV UTF-8",
)
OUTPUT_SUFFIX = ReasonTemplate(
    "output_suffix",
    "the ending names a format that is not written: {known}, or none",
    "đuôi tệp là dạng không ghi được: {known}, hoặc không có đuôi",
)
NO_SHEET = ReasonTemplate("no_sheet", "has no sheet {sheet}; it has: {found}", "không có trang {sheet}; các trang: {found}")
SEVERAL_SHEETS = ReasonTemplate(
    "several_sheets",
    "has several sheets: {found}. Say which one with --sheet or in the mapping, or leave only one visible",
    "có nhiều trang: {found}. Hãy chọn bằng --sheet hay trong tệp ghép cột, hoặc chỉ để hiện một trang",
)
NO_VISIBLE_SHEET = ReasonTemplate(
    "no_visible_sheet",
    "what it holds is on hidden sheets: {found}. Name one with --sheet, or show it",
    "nội dung nằm ở trang ẩn: {found}. Hãy chọn bằng --sheet, hoặc cho hiện trang đó",
)
HIDDEN_SHEETS = ReasonTemplate("hidden_sheet", "hidden sheets that were passed over: {sheets}", "các trang ẩn bị bỏ qua: {sheets}")
COLUMN_TYPE = ReasonTemplate("column_type", "holds {kind}, which is no text", "chứa {kind}, không đọc thành chữ được")
QUOTES = ReasonTemplate(
    "quotes",
    'too many quotes that do not close; write a quote inside a cell twice ("")',
    'quá nhiều dấu nháy không đóng; dấu nháy trong ô phải viết hai lần ("")',
)

# The header.
HEADER_QUOTE = ReasonTemplate(
    "header_quote",
    "a quote in the header is broken or does not close",
    "dấu nháy trong dòng tiêu đề bị hỏng hoặc không đóng",
)
EMPTY_COLUMN = ReasonTemplate("empty_column", "column {number} of the header has no name", "cột {number} của tiêu đề không có tên")
DUPLICATE_COLUMN = ReasonTemplate("duplicate_column", "this name is in the header twice", "tên này có hai lần trong tiêu đề")
UNNAMED_COLUMNS = ReasonTemplate(
    "unread_column", "columns without a name that were not read: number {columns}", "các cột không có tên không được đọc: số {columns}"
)
TITLE_ROWS = ReasonTemplate(
    "title_rows",
    "line {line} was taken for the header; above it stood: {lines} lines of other text",
    "dòng {line} được coi là tiêu đề; phía trên có {lines} dòng chữ khác",
)
NO_HEADER_ROW = ReasonTemplate("no_header_row", "has no line {line} for the header", "không có dòng {line} để làm tiêu đề")
UNREAD_COLUMN = ReasonTemplate("unread_column", "columns that were not read: {columns}", "các cột không được đọc: {columns}")
TOO_MANY_COLUMNS = ReasonTemplate(
    "too_many_columns",
    "has {columns} columns, at most {limit} are read: keep those that are needed",
    "có {columns} cột, chỉ đọc tối đa {limit}: hãy giữ lại các cột cần dùng",
)
MISSING_COLUMN = ReasonTemplate("missing_column", "is missing; the header has: {found}", "bị thiếu; tiêu đề có: {found}")

# One row.
RAGGED = ReasonTemplate("ragged", "has {cells} cells, the header has {columns}", "có {cells} ô, tiêu đề có {columns}")
QUOTE_OPEN = ReasonTemplate("quote_open", "a quote that opens here never closes", "dấu nháy mở ở đây không bao giờ đóng")
QUOTE_BROKEN = ReasonTemplate(
    "quote_broken",
    "a quote ends in the middle of a cell",
    "dấu nháy kết thúc ở giữa ô",
)
NUL_IN_CELL = ReasonTemplate("nul", "holds a NUL character", "có ký tự NUL")
CELL_TOO_LONG = ReasonTemplate("cell_too_long", "a cell has more than {limit} characters", "có ô dài hơn {limit} ký tự")
ROW_TOO_LONG = ReasonTemplate("row_too_long", "has more than {limit} characters", "dài hơn {limit} ký tự")
CELL_NOT_UTF8 = ReasonTemplate("cell_not_utf8", "a cell is not UTF-8 text", "có ô không phải văn bản UTF-8")
FORMULA_WITHOUT_VALUE = ReasonTemplate(
    "formula_without_value",
    "the formula in cell {cell} has no stored value: open the file in Excel or LibreOffice and save it",
    "công thức ở ô {cell} chưa có giá trị: hãy mở tệp bằng Excel hoặc LibreOffice rồi lưu lại",
)
CELL_ERROR = ReasonTemplate("cell_error", "an Excel error stands in the cell", "trong ô là một lỗi Excel")

# Amounts.
ROW_LIMIT = ReasonTemplate(
    "row_limit",
    "has exactly {rows} data rows, where programs cut a table off: rows may have been lost. If it is complete, say so and run again",
    "có đúng {rows} dòng dữ liệu, mức mà phần mềm cắt bảng: có thể đã mất dòng. Nếu tệp đủ, hãy xác nhận và chạy lại",
)
XLSX_FULL = ReasonTemplate(
    "xlsx_full",
    "more rows than an Excel sheet can hold (1,048,575); write CSV instead",
    "nhiều dòng hơn một trang Excel chứa được (1.048.575); hãy ghi dạng CSV",
)
XLSX_CELL = ReasonTemplate(
    "xlsx_cell",
    "a text is longer than an Excel cell can hold (32,767); write CSV instead",
    "có văn bản dài hơn một ô Excel chứa được (32.767); hãy ghi dạng CSV",
)

# Mapping files.
BAD_MAPPING = ReasonTemplate("bad_mapping", "is no column mapping: {detail}", "không phải tệp ghép cột: {detail}")

NO_TARGET = ReasonTemplate(
    "no_target",
    "the mapping speaks of it, and no table has such a column{near}",
    "bảng ghép nói đến, nhưng không bảng nào có cột này{near}",
)
BAD_DATE_FORMAT = ReasonTemplate(
    "bad_date_format",
    "the date format tells no whole date: write dd/mm/yyyy, dd/mm/yyyy hh:mm, %d-%b-%y, excel or r",
    "dạng ngày không cho biết đủ ngày tháng năm: hãy ghi dd/mm/yyyy, dd/mm/yyyy hh:mm, %d-%b-%y, excel hoặc r",
)
BAD_ZONE = ReasonTemplate(
    "bad_zone",
    "there is no such time zone: write Asia/Ho_Chi_Minh or +07:00",
    "không có múi giờ này: hãy ghi Asia/Ho_Chi_Minh hoặc +07:00",
)

# Values.
EMPTY = ReasonTemplate("empty", "is empty", "bị trống")
BAD_TIME = ReasonTemplate(
    "bad_time",
    "is no time: write 2021-05-12T08:00:00+07:00, or whole seconds since 1970",
    "không phải thời điểm: hãy ghi 2021-05-12T08:00:00+07:00, hoặc số giây từ năm 1970",
)
NO_OFFSET = ReasonTemplate(
    "no_offset",
    "has no offset from UTC: write 2021-05-12T08:00:00+07:00",
    "thiếu độ lệch so với UTC: hãy ghi 2021-05-12T08:00:00+07:00",
)
BAD_DATE = ReasonTemplate("bad_date", "there is no such day or time of day", "không có ngày hay giờ này")
NUMBER_NO_TIME = ReasonTemplate(
    "number_no_time",
    "a number as short or as long as this is no time (seconds since 1970 are taken from 2000 to 2099): write 2021-05-12T08:00:00+07:00",
    "số ngắn hay dài như vậy không phải thời điểm (số giây từ năm 1970 được nhận từ 2000 đến 2099): hãy ghi 2021-05-12T08:00:00+07:00",
)
PROBABLY_DATE = ReasonTemplate(
    "probably_date",
    "a number as short or as long as this is no time; it is probably {day} ({form}): write it so",
    "số ngắn hay dài như vậy không phải thời điểm; có lẽ là {day} ({form}): hãy ghi như thế",
)
YEARS = ReasonTemplate("years", "is outside the years 1970 to 2100", "nằm ngoài các năm 1970 đến 2100")
BAD_NUMBER = ReasonTemplate("bad_number", "is not a number", "không phải số")
NEGATIVE = ReasonTemplate("negative", "is negative", "là số âm")
SECONDS_RANGE = ReasonTemplate("seconds_range", "is not at least 1 second", "chưa đến 1 giây")
TOO_LARGE = ReasonTemplate("too_large", "is too large", "quá lớn")
PROBABILITY_RANGE = ReasonTemplate("probability_range", "is outside 0 to 1", "nằm ngoài khoảng 0 đến 1")
BAD_CLOCK = ReasonTemplate("bad_clock", "is no time of day: write HH:MM, as 22:30", "không phải giờ trong ngày: hãy ghi HH:MM, như 22:30")
BAD_DURATION = ReasonTemplate(
    "bad_duration",
    "is no duration: write 900s, 15min, 2h, 3d or a number of seconds",
    "không phải khoảng thời gian: hãy ghi 900s, 15min, 2h, 3d hoặc số giây",
)

# Names.
LEGACY_TEXT = ReasonTemplate(
    "legacy_text",
    "is in an old encoding (TCVN3, VNI), or decoded twice: convert the file to Unicode (Unikey: Ctrl+Shift+F6), bring it again",
    "là chữ Việt theo bảng mã cũ (TCVN3, VNI) hoặc bị giải mã hai lần: hãy chuyển tệp sang Unicode (Unikey: Ctrl+Shift+F6) rồi nhập lại",
)

LOST_LETTERS = ReasonTemplate(
    "lost_letters",
    "letters became question marks when the file was saved: save it again from its source as CSV UTF-8, or as XLSX",
    "có chữ đã thành dấu hỏi khi lưu tệp: hãy lưu lại từ tệp gốc dạng CSV UTF-8 hoặc XLSX",
)
NO_NAME = ReasonTemplate(
    "no_name",
    "holds no letter, or a program's word for nothing: leave the cell empty, or see whether columns were exchanged",
    "không có chữ cái nào, hoặc là từ phần mềm ghi khi trống: hãy để trống ô, hoặc xem có nhầm cột không",
)

# Ids.
NO_ID = ReasonTemplate(
    "no_id",
    "is no id but what a program or a person writes where there is none (NA, NULL, -): rows with it would become one",
    "không phải mã mà là điều phần mềm hay người ghi khi không có mã (NA, NULL, -): các dòng như vậy sẽ thành một",
)
CHANGED_TO_DATE = ReasonTemplate(
    "changed_to_date",
    "is a date, which a spreadsheet made of an id such as 3-5: format the column as text and write the file again from its source",
    "là ngày mà bảng tính đã đổi từ một mã như 3-5: hãy để cột dạng văn bản rồi xuất lại tệp từ nguồn",
)
FLOAT_ID = ReasonTemplate(
    "float_id",
    "is a decimal number or in scientific notation, which a spreadsheet or program made of an id: give the id as text",
    "là số thập phân hoặc dạng khoa học do phần mềm đổi từ mã: hãy ghi mã dạng văn bản",
)

# What tells two ids apart.
UNICODE_FORM = ReasonTemplate("unicode_form", "other Unicode form, NFC/NFD", "khác dạng Unicode, NFC/NFD")
BLANK = ReasonTemplate("blank", "a blank or invisible character", "khoảng trắng hoặc ký tự ẩn")
DECIMAL = ReasonTemplate("decimal", "written as a decimal number", "ghi dạng số thập phân")
LOST_ZERO = ReasonTemplate("lost_zero", "a zero in front is lost", "mất số 0 ở đầu")
LOOK_ALIKE = ReasonTemplate("look_alike", "another dash, or wide letters", "dấu gạch khác, hoặc chữ rộng")
LETTER_SIZE = ReasonTemplate("letter_size", "capital letters", "chữ hoa, chữ thường")
