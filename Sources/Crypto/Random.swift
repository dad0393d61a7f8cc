import COpenSSL

/// Bytes that nobody can foresee, for keys and serial numbers.
package enum Random {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            precondition(
                RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "the kernel gives no entropy")
            filled = count
        }
    }
}
