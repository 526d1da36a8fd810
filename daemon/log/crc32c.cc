#include "daemon/log/crc32c.h"

#include <rocksdb/file_checksum.h>

#include <string>

namespace htq {

std::uint32_t crc32c(std::string_view bytes) {
  // The library exports its hardware CRC only as a checksum of files: four bytes, the highest first.
  static const auto factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  const auto generator = factory->CreateFileChecksumGenerator({});
  generator->Update(bytes.data(), bytes.size());
  generator->Finalize();
  const std::string sum = generator->GetChecksum();
  std::uint32_t value = 0;
  for (const char byte : sum) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace htq
