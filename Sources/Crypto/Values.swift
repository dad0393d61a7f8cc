import COpenSSL
import Glibc

extension [UInt8] {
    /// The content of one of OpenSSL's strings.
    init(content string: UnsafePointer<ASN1_STRING>?) {
        guard let string, let data = string.pointee.data else {
            self = []
            return
        }
        self.init(UnsafeBufferPointer(start: data, count: Int(string.pointee.length)))
    }

    /// What one of OpenSSL's `i2d` functions writes.
    init(
        encodedBy write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) {
        let size = Int(write(nil))
        precondition(size > 0, "OpenSSL cannot write what it read: \(CryptoError.takeReason())")
        self.init(unsafeUninitializedCapacity: size) { buffer, filled in
            var next = buffer.baseAddress
            filled = Int(write(&next))
        }
    }
}

extension String {
    /// A name as RFC 2253 writes it, but letters beyond ASCII as they are.
    init(rfc2253 name: OpaquePointer?) {
        self = ""
        guard let name, let text = BIO_new(BIO_s_mem()) else { return }
        defer { BIO_free(text) }
        let flags = gale_rfc2253() & ~UInt(ASN1_STRFLGS_ESC_MSB)
        X509_NAME_print_ex(text, name, 0, flags)
        let size = BIO_ctrl_pending(text)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            filled = Swift.max(0, Int(BIO_read(text, buffer.baseAddress, Int32(size))))
        }
        self.init(decoding: bytes, as: UTF8.self)
    }
}

extension Int64 {
    /// Seconds since 1970, or the earliest there are for a time that makes no sense.
    init(secondsOf time: UnsafePointer<ASN1_TIME>?) {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else {
            ERR_clear_error()
            self = .min
            return
        }
        self = Int64(timegm(&parts))
    }
}
