// The parts of an OFD: the first byte says which one the rest is. (zip_fuzz breaks the container.)
#include "fuzz.hpp"
#include "read/ofd.hpp"
#include "read/zip_for_tests.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto options = fuzz::options();
  using test::stored;
  std::vector<test::ZipEntry> parts = {
      stored("OFD.xml",
             "<OFD><DocBody><DocInfo><CustomDatas><CustomData Name=\"a\">1</CustomData>"
             "</CustomDatas></DocInfo><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"),
      stored("Doc_0/Document.xml",
             "<Document><Pages><Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></Pages>"
             "<CustomTags>Tags/CustomTags.xml</CustomTags>"
             "<Attachments>Attachs/Attachments.xml</Attachments></Document>"),
      stored("Doc_0/Pages/Page_0/Content.xml",
             "<Page><Content><Layer><TextObject ID=\"5\"><TextCode X=\"1\" Y=\"1\">1.00</TextCode>"
             "</TextObject></Layer></Content></Page>"),
      stored("Doc_0/Tags/CustomTags.xml",
             "<CustomTags><CustomTag><FileLoc>CustomTag.xml</FileLoc></CustomTag></CustomTags>"),
      stored("Doc_0/Tags/CustomTag.xml",
             "<eInvoice><InvoiceNo><ObjectRef PageRef=\"1\">5</ObjectRef></InvoiceNo></eInvoice>"),
      stored("Doc_0/Attachs/Attachments.xml",
             "<Attachments><Attachment><FileLoc>original_invoice.xml</FileLoc></Attachment>"
             "</Attachments>"),
      stored("Doc_0/Attachs/original_invoice.xml", "<eInvoice/>")};
  test::ZipEntry& part = parts[data[0] % parts.size()];
  part = stored(part.name, std::string(fuzz::text_of(data + 1, size - 1)));
  const std::string bytes = test::archive_of(parts);
  fuzz::check(read::read_ofd(bytes, options));
  fuzz::check(read_any(bytes, options));
  return 0;
}
