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

    /// Bytes of a file's name that a Unix socket has room for.
    static let longestFile = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// A Unix socket; a name that is too long is a programmer's error.
    private init(file: String) {
        precondition(file.utf8.count <= Self.longestFile, "the URL's reader bounds the name")
        withUnsafeMutableBytes(of: &storage) { storage in
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: file.utf8) }
            withUnsafeBytes(of: address) { storage.copyMemory(from: $0) }
        }
    }

    init(_ host: Endpoint.Host, port: UInt16) {
        switch host {
        case .address(let bytes): self.init(bytes, port: port)
        case .file(let name): self.init(file: name)
        }
    }

    init(_ endpoint: Endpoint) { self.init(endpoint.host, port: endpoint.port) }

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
        switch family {
        case AF_INET: socklen_t(MemoryLayout<sockaddr_in>.size)
        case AF_INET6: socklen_t(MemoryLayout<sockaddr_in6>.size)
        default: socklen_t(MemoryLayout<sockaddr_un>.size)
        }
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
        if family == AF_UNIX { return "localhost" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            bytes.withUnsafeBytes {
                _ = inet_ntop(family, $0.baseAddress!, buffer.baseAddress!, 64)
            }
            return String(cString: buffer.baseAddress!)
        }
    }
}
