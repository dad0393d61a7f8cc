import CLinux
import Glibc

/// An address and port in the form that the kernel takes.
struct SocketAddress: Sendable {
    private var storage = sockaddr_storage()

    /// Four or sixteen bytes in network order, and a port.
    init(_ bytes: [UInt8], port: UInt16) {
        precondition(bytes.count == 4 || bytes.count == 16, "an IP address has 4 or 16 bytes")
        withUnsafeMutableBytes(of: &storage) { storage in
            if bytes.count == 4 {
                var four = sockaddr_in()
                four.sin_family = sa_family_t(AF_INET)
                four.sin_port = port.bigEndian
                withUnsafeMutableBytes(of: &four.sin_addr) { $0.copyBytes(from: bytes) }
                withUnsafeBytes(of: four) { storage.copyMemory(from: $0) }
            } else {
                var six = sockaddr_in6()
                six.sin6_family = sa_family_t(AF_INET6)
                six.sin6_port = port.bigEndian
                withUnsafeMutableBytes(of: &six.sin6_addr) { $0.copyBytes(from: bytes) }
                withUnsafeBytes(of: six) { storage.copyMemory(from: $0) }
            }
        }
    }

    init(_ endpoint: Endpoint) {
        switch endpoint.host {
        case .address(let bytes): self.init(bytes, port: endpoint.port)
        }
    }

    /// What the kernel told, if it is of a family known here.
    init?(_ pointer: UnsafePointer<sockaddr>?) {
        guard let pointer else { return nil }
        let size: Int
        switch Int32(pointer.pointee.sa_family) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size))
        }
    }

    /// What `call` (getsockname, getpeername) says of a socket.
    init?(
        of descriptor: Int32,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) { bytes in
            call(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { return nil }
        self.storage = storage
        guard family == AF_INET || family == AF_INET6 else { return nil }
    }

    var family: Int32 { Int32(storage.ss_family) }

    private var length: socklen_t {
        socklen_t(
            family == AF_INET
                ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
    }

    /// Lends the address to a system call.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafeBytes(of: storage) { bytes in
            body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
    }

    /// Four or sixteen bytes, in network order.
    var bytes: [UInt8] {
        withUnsafeBytes(of: storage) { storage in
            if family == AF_INET {
                let four = storage.load(as: sockaddr_in.self)
                return withUnsafeBytes(of: four.sin_addr) { [UInt8]($0) }
            }
            let six = storage.load(as: sockaddr_in6.self)
            return withUnsafeBytes(of: six.sin6_addr) { [UInt8]($0) }
        }
    }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { storage in
            UInt16(
                bigEndian: family == AF_INET
                    ? storage.load(as: sockaddr_in.self).sin_port
                    : storage.load(as: sockaddr_in6.self).sin6_port)
        }
    }

    /// As in a URL: `127.0.0.1:1883`, `[::1]:1883`.
    var text: String { family == AF_INET ? "\(host):\(port)" : "[\(host)]:\(port)" }

    /// The address alone: `127.0.0.1`, `::1`.
    var host: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            bytes.withUnsafeBytes {
                _ = inet_ntop(family, $0.baseAddress!, buffer.baseAddress!, 64)
            }
            return String(cString: buffer.baseAddress!)
        }
    }
}
