import Foundation
import Testing

/// A TCP socket on loopback that a test holds.
final class Port {
    let number: UInt16
    private let descriptor: Int32

    /// Listens on a port that the kernel chooses.
    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        self.descriptor = descriptor
        var address = Self.address(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        number = UInt16(bigEndian: address.sin_port)
        try #require(bound)
    }

    deinit { close(descriptor) }

    /// One that nobody holds now.
    static func free() throws -> UInt16 { try Port().number }

    /// Waits until somebody listens there.
    static func waitForListener(at port: UInt16, within seconds: Double = 20) throws {
        let limit = Clock.now + seconds
        while Clock.now < limit {
            let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
            defer { close(caller) }
            var address = address(port: port)
            let code = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(caller, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if code == 0 { return }
            // Nothing tells when a stranger will listen, so ask again in a little while.
            poll(nil, 0, 20)
        }
        throw Trouble("nobody listens at port \(port)")
    }

    /// Takes one connection, says `text` on it, and keeps it until `body` is over.
    func answering<R>(_ text: String, while body: () throws -> R) throws -> R {
        let descriptor = descriptor
        let speaker = Thread {
            while true {
                let link = accept(descriptor, nil, nil)
                guard link >= 0 else { return }
                _ = write(link, text, text.utf8.count)
            }
        }
        speaker.start()
        defer { shutdown(descriptor, Int32(SHUT_RDWR)) }
        return try body()
    }

    /// Sends one datagram there, which nobody needs to hear.
    static func say(_ text: String, to port: UInt16) throws {
        let speaker = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        defer { close(speaker) }
        var address = address(port: port)
        let count = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    speaker, text, text.utf8.count, 0, $0,
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(count == text.utf8.count)
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return address
    }
}
