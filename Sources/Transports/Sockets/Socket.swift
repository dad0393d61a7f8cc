import CLinux
import Glibc
import Reactor

/// The system calls on TCP sockets, all without blocking.
enum Socket {
    /// IP_BIND_ADDRESS_NO_PORT of linux/in.h, which the C library's headers lack in places.
    static let bindAddressNoPort: Int32 = 24

    /// Whether an error says no more than "not now".
    static func isPassing(_ code: Int32) -> Bool {
        code == EAGAIN || code == ENOBUFS || code == ENOMEM
    }

    /// A new socket of `family`, or the error's number.
    static func make(_ family: Int32) -> Result<Descriptor, SystemError> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(family, kind, 0)
        guard number >= 0 else { return .failure(SystemError(errno, attempting: "make a socket")) }
        return .success(Descriptor(owning: number))
    }

    /// Sends small messages at once.
    static func hurry(_ socket: Descriptor) {
        set(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// Acknowledges what has come, without waiting for an answer to send it along with.
    static func acknowledge(_ socket: Descriptor) {
        set(socket, Int32(IPPROTO_TCP), TCP_QUICKACK, 1)
    }

    @discardableResult
    static func set(_ socket: Descriptor, _ level: Int32, _ option: Int32, _ value: Int32) -> Int32
    {
        var value = value
        return setsockopt(socket.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Zero, or the error's number.
    static func bind(_ socket: Descriptor, to address: SocketAddress) -> Int32 {
        address.withPointer { Glibc.bind(socket.number, $0, $1) } == 0 ? 0 : errno
    }

    /// Removes the file of a Unix socket at which nobody listens any more.
    static func removeLeftover(_ file: String) {
        var facts = stat()
        guard lstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK,
            case .success(let trial) = make(AF_UNIX),
            connect(trial, to: SocketAddress(.file(file), port: 0)) == ECONNREFUSED
        else { return }
        unlink(file)
    }

    /// Zero, EINPROGRESS or the error's number.
    static func connect(_ socket: Descriptor, to address: SocketAddress) -> Int32 {
        address.withPointer { Glibc.connect(socket.number, $0, $1) } == 0 ? 0 : errno
    }

    /// What an attempt to connect came to: zero, or the error's number.
    static func outcome(of socket: Descriptor) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            return errno
        }
        return code
    }

    /// The bytes the kernel took, or minus the error's number.
    static func send(_ bytes: UnsafeRawBufferPointer, on socket: Int32) -> Int {
        while true {
            let count = Glibc.send(
                socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    /// The bytes received, zero at the end of the stream, or minus the error's number.
    static func receive(into buffer: UnsafeMutableRawBufferPointer, on socket: Int32) -> Int {
        while true {
            let count = recv(socket, buffer.baseAddress, buffer.count, 0)
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    /// As ``receive(into:on:)`` on a socket of which ``stampArrivals(_:)`` is true: sets `stamp` to
    /// the wall clock's nanoseconds since 1970 at which the last of it had come, if that is known.
    static func receive(
        into buffer: UnsafeMutableRawBufferPointer, on socket: Int32, stamp: inout Int64
    ) -> Int {
        while true {
            let count = clinux_receive(socket, buffer.baseAddress, buffer.count, &stamp)
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    /// Lets the kernel note when things come; false where it cannot.
    static func stampArrivals(_ socket: Descriptor) -> Bool {
        clinux_stamp_arrivals(socket.number) == 0
    }

    /// Lets the close that follows reset the connection.
    static func resetOnClose(_ socket: Descriptor) {
        var setting = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            socket.number, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
    }

    /// Ends this side of the stream.
    static func end(_ socket: Descriptor) {
        _ = shutdown(socket.number, Int32(SHUT_WR))
    }

    /// The next connection of a listener, or the error's number.
    static func accept(on listener: Descriptor) -> (Descriptor?, error: Int32) {
        let number = clinux_accept(listener.number)
        return number >= 0 ? (Descriptor(owning: number), 0) : (nil, errno)
    }
}
