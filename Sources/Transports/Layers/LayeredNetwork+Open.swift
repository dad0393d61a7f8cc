package import Base
package import Crypto
import Measures
package import Reactor
import Web

extension LayeredNetwork {
    package mutating func open(_ link: Link, to endpoint: Endpoint, timeout: Duration) {
        open(link, to: endpoint, as: Persona(), timeout: timeout)
    }

    /// As ``open(_:to:timeout:)``, showing `persona`; `timeout` is for all layers together.
    package mutating func open(
        _ link: Link, to endpoint: Endpoint, as persona: Persona, timeout: Duration
    ) {
        let number = link.number
        sockets.open(link, to: endpoint, timeout: timeout)
        guard !endpoint.scheme.isPlain else { return }
        let stack = push(number, endpoint, listener: nil)
        limits.set(number, to: now + timeout)
        if endpoint.scheme.isSecure {
            guard let clients else { preconditionFailure("\(endpoint.text) needs a TLS context") }
            var persona = persona.tls
            if number < sessions.count, persona.session == nil {
                persona.session = sessions[number]
            }
            do {
                stack.tls = try TLSEngine(clients, over: pump, as: persona, to: endpoint.name)
            } catch {
                return fail(number, stack, LinkError(.tls, "\(endpoint.text): \(error)"))
            }
        }
        if endpoint.scheme.isWebSocket {
            let key = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
            stack.upgrade = .client(key: key, HTTPResponseReader(isUpgrade: true))
        }
        if endpoint.scheme.isWebSocket {
            stack.path = persona.path ?? persona.signing?.path(to: endpoint, at: now)
        }
        stack.fields = persona.fields
        if endpoint.scheme.isHTTP {
            stack.poster = Poster(
                to: endpoint, fields: persona.fields, signing: persona.signing, patience: timeout)
        }
    }

    /// Listens on `endpoint`.
    ///
    /// Links of the n-th call come as `.accepted(_, by: n)`, from zero, once their layers stand.
    /// Those of HTTP bring HTTP.
    ///
    /// - Parameter security: for secure schemes.
    package mutating func listen(
        on endpoint: Endpoint, backlog: Int = 4096, security: TLSContext? = nil
    ) throws(SystemError) -> UInt16 {
        precondition(security != nil || !endpoint.scheme.isSecure, "TLS needs a context")
        let port = try sockets.listen(on: endpoint, backlog: backlog)
        listening.append(endpoint)
        if !endpoint.scheme.isBare { isLayered = true }
        servers.append(security)
        return port
    }

    package mutating func stopListening(_ number: Int) { sockets.stopListening(number) }

    /// What holds for links that the n-th listener accepts from now on.
    package mutating func secure(_ listener: Int, by security: TLSContext) {
        servers[listener] = security
    }

    private mutating func push(_ number: Int, _ endpoint: Endpoint, listener: Int?) -> Stack {
        isLayered = true
        while stacks.count <= number { stacks.append(nil) }
        nextSerial &+= 1
        let stack = Stack(endpoint, listener: listener, serial: nextSerial, began: now)
        stacks[number] = stack
        return stack
    }

    /// A listener with layers has a new link.
    mutating func welcome(_ number: Int, by listener: Int) {
        let endpoint = listening[listener]
        let stack = push(number, endpoint, listener: listener)
        limits.set(number, to: now + Self.patience)
        if let security = servers[listener] {
            do {
                stack.tls = try TLSEngine(security, over: pump)
            } catch {
                return fail(number, stack, LinkError(.tls, "\(endpoint.text): \(error)"))
            }
        }
        if endpoint.scheme.isWebSocket {
            stack.upgrade = .server(HTTPRequestReader(maximumBodyBytes: 0))
        }
    }

    /// The socket of a link that was opened stands.
    mutating func begin(_ number: Int, _ stack: Stack) {
        stack.connected = now
        guard let tls = stack.tls else { return beginNext(number, stack) }
        tls.begin()
        flushPump(number, to: .tlsHandshake)
        if let ending = tls.ending { end(number, stack, ending) }
        sockets.refresh()
    }

    /// TLS stands, or is not wanted: the layer above it begins.
    mutating func beginNext(_ number: Int, _ stack: Stack) {
        switch stack.upgrade {
        case .client(let key, _):
            let request = WebSocketHandshake.request(
                host: stack.endpoint.authority, path: stack.path ?? stack.endpoint.path, key: key,
                protocols: ["mqtt"], headers: stack.fields)
            ledger.enter(request.count, to: .webSocketUpgrade, .sent)
            request.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
        case .server: break
        case nil: becomeReady(number, stack)
        }
    }

    mutating func becomeReady(_ number: Int, _ stack: Stack) {
        limits.remove(number)
        stack.isReady = true
        stack.readyNanoseconds = now.nanoseconds(since: stack.began)
        stack.path = nil
        stack.fields = []
        tell(number, stack)
    }

    /// Reads what came for layers that do not stand yet.
    mutating func advance(_ number: Int, _ stack: Stack) {
        finishSteps(number, stack)
        let count = sockets.read(Link(number), into: buffers.raw)
        guard count > 0 else { return }
        climb(UnsafeRawBufferPointer(rebasing: buffers.raw[..<count]), number, stack)
        if stack.tls?.hasMore == true { steps.append(number, stack.serial) }
    }

    /// Deals with one record of a handshake that has come before.
    mutating func step(_ number: Int, _ stack: Stack) {
        guard let tls = stack.tls, tls.hasMore else { return }
        climb(UnsafeRawBufferPointer(start: nil, count: 0), number, stack)
        if tls.hasMore { steps.append(number, stack.serial) }
    }

    /// Deals with all records of a handshake that have come, for what follows them.
    mutating func finishSteps(_ number: Int, _ stack: Stack) {
        while let tls = stack.tls, tls.hasMore {
            climb(UnsafeRawBufferPointer(start: nil, count: 0), number, stack)
        }
    }

    private mutating func climb(
        _ raw: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack
    ) {
        sockets.refresh()
        let produced = take(raw, number, stack, into: buffers.spare)
        stack.pending.append(contentsOf: buffers.spare[..<produced])
        sockets.refresh()
    }

    /// TLS stands.
    mutating func noteSecured(_ number: Int, _ stack: Stack, _ tls: TLSEngine) {
        stack.handshakeNanoseconds = now.nanoseconds(since: stack.connected)
        let agreement = TLSAgreement(
            version: tls.version, cipher: tls.cipher, isResumed: tls.isResumed)
        agreements[agreement, default: 0] += 1
        beginNext(number, stack)
    }
}
