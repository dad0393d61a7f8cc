package import Base
import Glibc
import Measures
import Reactor

extension SocketNetwork {
    package mutating func open(_ link: Link, to endpoint: Endpoint, timeout: Duration) {
        let number = link.number
        while streams.count <= number { streams.append(SocketStream()) }
        precondition(streams[number].state == .free, "\(link) is open: close it first")
        let index = remember(endpoint)
        counters.opened += 1
        openCount += 1
        streams[number].state = .connecting
        streams[number].endpoint = Int32(index)
        streams[number].since = loop.refresh().nanoseconds
        switch connect(to: endpoints[index].address) {
        case (let descriptor?, 0):
            establish(number, descriptor)
        case (let descriptor?, _):
            streams[number].descriptor = descriptor
            do {
                try loop.watch(descriptor, as: number, for: .writable)
                connectLimits.set(number, to: now + timeout)
            } catch {
                fail(number, error.code)
            }
        case (nil, let code):
            fail(number, code)
        }
    }

    /// Takes up the kernel's answer to an attempt.
    mutating func finishConnecting(_ number: Int) -> NetworkEvent? {
        var code = Socket.outcome(of: streams[number].descriptor!)
        if code == 0, isMirrored(number) { code = ECONNREFUSED }
        guard code == 0 else {
            fail(number, code)
            return nil
        }
        connectLimits.remove(number)
        streams[number].state = .open
        noteConnected(number)
        showInterest(number)
        return .connected(Link(number))
    }

    /// Ends an attempt to connect; the owner hears of it with the next event.
    mutating func fail(_ number: Int, _ code: Int32) {
        connectLimits.remove(number)
        openCount -= 1
        if let descriptor = streams[number].descriptor {
            countSegments(on: descriptor, wasAccepted: false, .neverOpened)
            loop.forget(descriptor)
        }
        streams[number].descriptor = nil
        dropKept(number)
        streams[number].error = code
        streams[number].state = .over
        news.append(number, streams[number].generation)
    }

    /// A connection that stood at once.
    private mutating func establish(_ number: Int, _ descriptor: Descriptor) {
        streams[number].descriptor = descriptor
        guard !isMirrored(number) else { return fail(number, ECONNREFUSED) }
        streams[number].state = .open
        loop.refresh()
        noteConnected(number)
        do {
            try loop.watch(descriptor, as: number, for: .readable)
            news.append(number, streams[number].generation)
        } catch {
            fail(number, error.code)
        }
    }

    /// Whether the link is connected to itself.
    ///
    /// Where nobody listens on a port of this machine, the kernel may choose that very port for the
    /// near end, and a socket that meets its own SYN connects.
    private func isMirrored(_ number: Int) -> Bool {
        let stream = streams[number]
        let endpoint = endpoints[Int(stream.endpoint)].endpoint
        guard let descriptor = stream.descriptor?.number, endpoint.isLoopback,
            endpoint.scheme != .unix
        else { return false }
        let near = SocketAddress(of: descriptor, getsockname)
        let far = SocketAddress(of: descriptor, getpeername)
        return near?.port == far?.port && near?.bytes == far?.bytes
    }

    private mutating func noteConnected(_ number: Int) {
        let since = streams[number].since
        streams[number].connectNanoseconds = now.nanoseconds - since
        streams[number].since = now.nanoseconds
        counters.connected += 1
    }

    /// A socket that connects or has done so (0), or why there is none.
    private mutating func connect(to address: SocketAddress) -> (Descriptor?, Int32) {
        guard !sources.addresses.isEmpty, address.family != AF_UNIX else {
            return attempt(address, from: nil)
        }
        var last = SocketError.noSource
        // A source may run out of ports before the others do.
        for _ in sources.addresses {
            let source = sources.addresses[nextSource]
            nextSource = (nextSource + 1) % sources.addresses.count
            guard (source.count == 4) == (address.family == AF_INET) else { continue }
            let result = attempt(address, from: SocketAddress(source, port: 0))
            guard result.0 == nil, result.1 == EADDRNOTAVAIL else { return result }
            last = result.1
        }
        return (nil, last)
    }

    private mutating func attempt(
        _ address: SocketAddress, from source: SocketAddress?
    ) -> (Descriptor?, Int32) {
        var made = Socket.make(address.family)
        if case .failure(let error) = made, error.code == EMFILE || error.code == ENFILE {
            dropLingerers()
            made = Socket.make(address.family)
        }
        guard case .success(let descriptor) = made else {
            if case .failure(let error) = made { return (nil, error.code) }
            return (nil, EMFILE)
        }
        Socket.hurry(descriptor)
        if let source {
            // The port is chosen when the destination is known, so that each pair has its own.
            Socket.set(descriptor, Int32(IPPROTO_IP), Socket.bindAddressNoPort, 1)
            let code = Socket.bind(descriptor, to: source)
            guard code == 0 else {
                return (nil, code == EADDRNOTAVAIL ? SocketError.notLocal : code)
            }
        }
        let code = Socket.connect(descriptor, to: address)
        return code == 0 || code == EINPROGRESS ? (descriptor, code) : (nil, code)
    }

    /// Few endpoints are used by many links, which keep but the index.
    private mutating func remember(_ endpoint: Endpoint) -> Int {
        if let index = endpoints.firstIndex(where: { $0.endpoint == endpoint }) { return index }
        endpoints.append((endpoint, SocketAddress(endpoint)))
        return endpoints.count - 1
    }
}
