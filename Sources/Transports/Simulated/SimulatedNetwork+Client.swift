package import Base

extension SimulatedNetwork {
    package mutating func open(_ link: Link, to endpoint: Endpoint, timeout: Duration) {
        while clientWires.count <= link.number { clientWires.append(-1) }
        precondition(clientWires[link.number] < 0, "\(link) is open: close it first")
        let id = wireCount
        wireCount += 1
        clientWires[link.number] = id
        var wire = SimulatedWire(
            client: link, endpoint: endpoint, openedAt: now, random: random.split(UInt64(id)))
        let fortune = wire.random.unit()
        wires[id] = wire
        counters.opened += 1
        agenda.add(.giveUp(id), at: now + timeout)
        if fortune < conditions.refused {
            wires[id]!.serverEnd = .gone
            agenda.add(.toClient(id, .refused), at: now + conditions.latency * 2)
        } else if fortune < conditions.refused + conditions.unanswered {
            wires[id]!.serverEnd = .gone
        } else {
            send(.open, toServer: id)
        }
    }

    package func connectNanoseconds(of link: Link) -> Int64? {
        wire(of: link).flatMap { wires[$0]?.connectNanoseconds }
    }

    package mutating func read(_ link: Link, into scratch: UnsafeMutableRawBufferPointer) -> Int {
        precondition(!scratch.isEmpty, "reading takes room: give a scratch buffer with some")
        guard let id = wire(of: link), wires[id]!.clientEnd == .open else { return 0 }
        let count = min(scratch.count, wires[id]!.inbox.count)
        lastArrival = wires[id]!.arrivedAt
        counters.reads += 1
        counters.bytesIn += count
        wires[id]!.inbox.withUnsafeBytes {
            scratch.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
        wires[id]!.inbox.removeFirst(count)
        return count
    }

    @discardableResult
    package mutating func write(_ link: Link, _ bytes: UnsafeRawBufferPointer) -> Int {
        guard let id = wire(of: link), wires[id]!.clientEnd != .gone, !wires[id]!.isCut else {
            counters.bytesDropped += bytes.count
            return 0
        }
        if wires[id]!.kept.isEmpty { wires[id]!.keptSince = now }
        wires[id]!.kept.append(contentsOf: bytes)
        counters.writes += 1
        counters.bytesKept += bytes.count
        flush(id)
        return wires[id]!.kept.count
    }

    package mutating func pause(_ link: Link) {
        guard let id = wire(of: link) else { return }
        wires[id]!.paused = true
    }

    package mutating func resume(_ link: Link) {
        guard let id = wire(of: link) else { return }
        wires[id]!.paused = false
        planLook(id)
    }

    package mutating func close(_ link: Link, abort: Bool) {
        guard let id = wire(of: link) else { return }
        if !abort, wires[id]!.clientEnd == .open { flush(id, beyondWindow: true) }
        let graceful = !abort && wires[id]!.clientEnd == .open
        if wires[id]!.serverEnd != .gone { send(graceful ? .end : .reset, toServer: id) }
        _ = end(id, .ended)
    }

    /// Sends what is kept, as far as the window allows.
    private mutating func flush(_ id: Int, beyondWindow: Bool = false) {
        guard wires[id]!.clientEnd == .open, !wires[id]!.isCut else { return }
        let room = beyondWindow ? Int.max : max(0, conditions.window - wires[id]!.underWay)
        let count = min(room, wires[id]!.kept.count)
        guard count > 0 else { return }
        let bytes = Array(wires[id]!.kept.prefix(count))
        wires[id]!.kept.removeFirst(count)
        wires[id]!.underWay += count
        counters.bytesKept -= count
        counters.bytesOut += count
        if wires[id]!.kept.isEmpty { noteDrained(wires[id]!) }
        for piece in pieces(of: bytes, id) { send(.bytes(piece), toServer: id) }
    }

    private mutating func noteDrained(_ wire: SimulatedWire) {
        counters.keptNanoseconds += now.nanoseconds - wire.keptSince.nanoseconds
    }

    /// The server has read so many bytes.
    mutating func credit(_ id: Int, _ count: Int) -> NetworkEvent? {
        wires[id]!.underWay -= count
        guard !wires[id]!.kept.isEmpty, wires[id]!.clientEnd == .open else { return nil }
        flush(id)
        return wires[id]!.kept.isEmpty ? .drained(wires[id]!.client) : nil
    }

    /// A parcel arrives at the client.
    mutating func reachClient(_ id: Int, _ parcel: Parcel) -> NetworkEvent? {
        guard let wire = wires[id], wire.clientEnd != .gone else { return nil }
        switch parcel {
        case .open:
            guard !wire.isCut, wire.clientEnd == .connecting else { return nil }
            wires[id]!.clientEnd = .open
            wires[id]!.connectNanoseconds = now.nanoseconds(since: wire.openedAt)
            counters.connected += 1
            wires[id]!.keptSince = now
            flush(id)
            if !wire.kept.isEmpty, wires[id]!.kept.isEmpty { agenda.add(.tellDrained(id), at: now) }
            return .connected(wire.client)
        case .refused:
            return end(id, .failed(LinkError(.refused, "\(wire.endpoint.text) refused")))
        case .bytes(let bytes):
            guard !wire.isCut else { break }
            wires[id]!.inbox += bytes
            wires[id]!.arrivedAt = now
        case .end:
            if !wire.isCut { wires[id]!.closure = .ended }
        case .reset, .severed:
            let error = LinkError(.reset, "\(wire.endpoint.text) reset the connection")
            if wire.clientEnd == .connecting { return end(id, .failed(error)) }
            wires[id]!.closure = .failed(error)
            wires[id]!.paused = false
        }
        planLook(id)
        return nil
    }

    private mutating func planLook(_ id: Int) {
        guard !wires[id]!.lookPlanned else { return }
        wires[id]!.lookPlanned = true
        agenda.add(.look(id), at: now + conditions.readDelay)
    }

    mutating func look(_ id: Int) -> NetworkEvent? {
        guard let wire = wires[id], wire.clientEnd == .open else { return nil }
        wires[id]!.lookPlanned = false
        guard !wire.paused else { return nil }
        if !wire.inbox.isEmpty {
            planLook(id)
            return .readable(wire.client)
        }
        return wire.closure.flatMap { end(id, $0) }
    }

    /// The client's end is gone; its number is free.
    mutating func end(_ id: Int, _ closure: Closure) -> NetworkEvent {
        let link = wires[id]!.client
        if !wires[id]!.kept.isEmpty { noteDrained(wires[id]!) }
        counters.bytesKept -= wires[id]!.kept.count
        counters.bytesDropped += wires[id]!.kept.count
        counters.closed += 1
        wires[id]!.kept = []
        wires[id]!.inbox = []
        wires[id]!.clientEnd = .gone
        clientWires[link.number] = -1
        forgetIfGone(id)
        return .closed(link, closure)
    }

    func wire(of link: Link) -> Int? {
        guard link.number < clientWires.count, clientWires[link.number] >= 0 else { return nil }
        return clientWires[link.number]
    }
}
