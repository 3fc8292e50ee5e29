from datetime import datetime

from portal.tenancy.models import Authority

TEXT = """\
{name_vi}
DỮ LIỆU XUẤT TỪ CỔNG THÔNG TIN THI ĐUA
Thời điểm xuất: {moment}

Tệp nén này chứa toàn bộ dữ liệu của ban quản lý tại thời điểm nêu trên, để đọc và lưu trữ mà
không cần phần mềm của cổng. Các tệp .json là văn bản UTF-8, mở được bằng trình soạn thảo bất kỳ.

  authority.json   thông tin của ban quản lý
  roles.json       những người có vai trò: họ tên, tên đăng nhập, thư điện tử (không có mật khẩu)
  records/         hồ sơ, mỗi loại một tệp: khối thi đua, doanh nghiệp, quyết định, kết quả...
  pages/           các trang bằng cả hai ngôn ngữ, mỗi trang một tệp; "state": "draft" là trang
                   chưa công bố, "draft" là nội dung đang sửa mà bạn đọc chưa thấy
  history.json     nhật ký: ai đã làm gì và khi nào
  files/           tệp gốc của hình ảnh, tài liệu và hồ sơ
  manifest.json    danh mục các tệp với dung lượng và mã SHA-256, số dòng; "missing" là những tệp
                   có trong hồ sơ nhưng không còn trong kho

Ngày giờ viết theo ISO 8601, số thập phân viết thành chuỗi. Một dòng dẫn đến dòng khác bằng "id"
kèm theo tên. Trường kết thúc bằng _vi là tiếng Việt, _en là tiếng Anh.
Tệp này có dữ liệu cá nhân và bản nháp: đề nghị bảo quản cẩn thận. Không nhập lại được vào cổng.

--------------------------------------------------------------------------------------------

{name_en}
DATA EXPORTED FROM THE EMULATION PORTAL
Made at: {moment}

This archive holds all data of the authority as of that moment, to be read and kept without the
portal's software. The .json files are UTF-8 text that any editor opens.

  authority.json   the authority itself
  roles.json       the people with a role: name, user name, e-mail (no passwords)
  records/         the records, a file a kind: blocs, enterprises, decisions, results ...
  pages/           the pages in both languages, a file a page; "state": "draft" is a page that is
                   not published, "draft" is what is being edited and no reader has seen
  history.json     the log: who did what and when
  files/           the originals of images, documents and files of records
  manifest.json    every file with its size and SHA-256, the numbers of rows; "missing" are files
                   that records name and the storage no longer has

Dates and times are ISO 8601, decimals are strings. A row leads to another by "id", with its name.
Fields that end in _vi are Vietnamese, in _en English.
It holds personal data and drafts: please keep it safe. It cannot be imported again.
"""


def readme(authority: Authority, moment: datetime) -> str:
    return TEXT.format(
        name_vi=authority.name_vi,
        name_en=authority.name_en or authority.name_vi,
        moment=moment.isoformat(timespec="minutes"),
    )
