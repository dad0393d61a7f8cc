package import Base
import Glibc
package import Reactor

/// A socket that takes connections.
struct Listener {
    var descriptor: Descriptor?
    var endpoint: Endpoint
    /// Waits for a file descriptor to become free.
    var resting = false
}

extension SocketNetwork {
    /// So many connections are accepted before others have their turn.
    private static let batch = 64
    private static let rest = Duration.milliseconds(100)

    /// Listens on `endpoint`; links of the n-th call come as `.accepted(_, by: n)`, from zero.
    ///
    /// `backlog` is how many connections may wait to be accepted, within net.core.somaxconn.
    ///
    /// - Returns: the port, which the kernel chose where the endpoint says 0.
    package mutating func listen(
        on endpoint: Endpoint, backlog: Int = 4096
    ) throws(SystemError) -> UInt16 {
        let address = SocketAddress(endpoint)
        let deed = "listen on \(endpoint.text)"
        let descriptor: Descriptor
        switch Socket.make(address.family) {
        case .success(let made): descriptor = made
        case .failure(let error): throw SystemError(error.code, attempting: deed)
        }
        Socket.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if case .file(let name) = endpoint.host { Socket.removeLeftover(name) }
        let code = Socket.bind(descriptor, to: address)
        guard code == 0 else { throw SocketError.listening(code, on: endpoint) }
        guard Glibc.listen(descriptor.number, Int32(clamping: backlog)) == 0 else {
            throw SocketError.listening(errno, on: endpoint)
        }
        let token = Token.listener(listeners.count).value
        try loop.watch(descriptor, as: token, for: .readable)
        listeners.append(Listener(descriptor: descriptor, endpoint: endpoint))
        return SocketAddress(of: descriptor.number, getsockname)?.port ?? endpoint.port
    }

    /// Closes the n-th listener; its links stay.
    package mutating func stopListening(_ number: Int) {
        guard let descriptor = listeners[number].descriptor else { return }
        loop.forget(descriptor)
        listeners[number].descriptor = nil
        listeners[number].resting = false
    }

    /// Tells the peer at once that what it sent has come, though no answer is due.
    ///
    /// One that gathers small writes (Nagle's algorithm) would else hold back its next for 40 ms.
    mutating func acknowledge(_ link: Link) {
        guard let descriptor = streams[link.number].descriptor else { return }
        Socket.acknowledge(descriptor)
    }

    /// The other end's address and port, for messages; nil when the link is not open.
    package func peer(of link: Link) -> String? {
        guard link.number < streams.count, let descriptor = streams[link.number].descriptor else {
            return nil
        }
        return SocketAddress(of: descriptor.number, getpeername)?.text
    }

    mutating func accept(on index: Int) {
        for _ in 0..<Self.batch {
            guard let listener = listeners[index].descriptor else { return }
            let (accepted, code) = Socket.accept(on: listener)
            guard let descriptor = accepted else {
                switch code {
                case EAGAIN:
                    return
                case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                    if dropLingerers() { continue }
                    return restAccepting(on: index)
                default:
                    // This connection failed before it was accepted; the next need not.
                    continue
                }
            }
            Socket.hurry(descriptor)
            admit(descriptor, from: index)
        }
    }

    private mutating func admit(_ descriptor: Descriptor, from listener: Int) {
        let number = Int(freeAccepted.popLast() ?? Int32(firstAccepted + acceptedCount))
        do {
            try loop.watch(descriptor, as: number, for: .readable)
        } catch {
            // The kernel is out of memory for watches: the connection is dropped.
            freeAccepted.append(Int32(number))
            acceptedCount = max(acceptedCount, number - firstAccepted + 1)
            return
        }
        acceptedCount = max(acceptedCount, number - firstAccepted + 1)
        while streams.count <= number { streams.append(SocketStream()) }
        streams[number].descriptor = descriptor
        streams[number].state = .open
        streams[number].endpoint = ~Int32(listener)
        streams[number].since = now.nanoseconds
        openCount += 1
        counters.accepted += 1
        news.append(number, streams[number].generation)
    }

    /// Which listener an accepted link came by.
    func listener(of number: Int) -> Int { Int(~streams[number].endpoint) }

    /// Without descriptors a listener would be ready for ever, and nothing could be done.
    mutating func restAccepting(on index: Int) {
        guard let descriptor = listeners[index].descriptor else { return }
        listeners[index].resting = true
        loop.change(descriptor, to: [])
        acceptRetry = now + Self.rest
        counters.acceptsDeferred += 1
    }

    mutating func resumeAccepting() {
        acceptRetry = .never
        for index in listeners.indices where listeners[index].resting {
            guard let descriptor = listeners[index].descriptor else { continue }
            listeners[index].resting = false
            loop.change(descriptor, to: .readable)
        }
    }

    /// Something was closed: who rests for want of descriptors tries again.
    mutating func hastenAccepting() {
        if acceptRetry != .never { acceptRetry = now }
    }
}
