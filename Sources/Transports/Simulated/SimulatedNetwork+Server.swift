import Base

extension SimulatedNetwork {
    /// Puts a parcel on its way to the server.
    mutating func send(_ parcel: Parcel, toServer id: Int) {
        let instant = max(wires[id]!.lastAtServer, arrival(id))
        wires[id]!.lastAtServer = instant
        agenda.add(.toServer(id, parcel), at: instant)
    }

    /// Puts a parcel on its way to the client.
    mutating func send(_ parcel: Parcel, toClient id: Int) {
        let instant = max(wires[id]!.lastAtClient, arrival(id))
        wires[id]!.lastAtClient = instant
        agenda.add(.toClient(id, parcel), at: instant)
    }

    private mutating func arrival(_ id: Int) -> Instant {
        let jitter = conditions.jitter.nanoseconds
        let extra = jitter > 0 ? Int64(wires[id]!.random.below(Int(jitter) + 1)) : 0
        return (now + conditions.latency).advanced(byNanoseconds: extra)
    }

    /// Cuts bytes where chance will have it.
    mutating func pieces(of bytes: [UInt8], _ id: Int) -> [[UInt8]] {
        guard let range = conditions.pieces else { return [bytes] }
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = range.lowerBound + wires[id]!.random.below(range.count)
            pieces.append(Array(rest.prefix(max(1, size))))
            rest = rest.dropFirst(max(1, size))
        }
        return pieces
    }

    /// A parcel arrives at the server.
    mutating func reachServer(_ id: Int, _ parcel: Parcel) -> NetworkEvent? {
        guard let wire = wires[id], wire.serverEnd != .gone else { return nil }
        switch parcel {
        case .bytes where wire.stalled, .end where wire.stalled:
            wires[id]!.unread.append(parcel)
        case .open:
            guard !wire.isCut else { return nil }
            admit(id)
        case .bytes(let bytes):
            guard !wire.isCut, let link = wire.server else { return nil }
            serve { server, now, replies in
                server.receive(bytes, on: link, at: now, into: &replies)
            }
            return wires[id] == nil ? nil : credit(id, bytes.count)
        case .end:
            if !wire.isCut { leave(id, aborted: false) }
        case .reset, .severed, .refused:
            leave(id, aborted: true)
        }
        return nil
    }

    /// The server reads again, first what has come meanwhile.
    mutating func catchUp(_ id: Int) -> NetworkEvent? {
        guard let unread = wires[id]?.unread else { return nil }
        wires[id]!.stalled = false
        wires[id]!.unread = []
        return unread.reduce(nil) { event, parcel in reachServer(id, parcel) ?? event }
    }

    private mutating func admit(_ id: Int) {
        let link = Link(freeServerLinks.popLast() ?? serverWires.count)
        if link.number == serverWires.count { serverWires.append(-1) }
        serverWires[link.number] = id
        wires[id]!.server = link
        wires[id]!.serverEnd = .open
        counters.accepted += 1
        send(.open, toClient: id)
        if let life = conditions.meanLife {
            let span = Double(life.nanoseconds) * 2 * wires[id]!.random.unit()
            agenda.add(.cut(id), at: now.advanced(byNanoseconds: Int64(span)))
        }
        serve { server, now, replies in server.opened(link, at: now, into: &replies) }
    }

    /// The server learns that its client is gone.
    private mutating func leave(_ id: Int, aborted: Bool) {
        let link = wires[id]!.server
        releaseServerEnd(id)
        guard let link else { return }
        serve { server, now, replies in
            server.closed(link, aborted: aborted, at: now, into: &replies)
        }
        freeServerLinks.append(link.number)
    }

    private mutating func releaseServerEnd(_ id: Int) {
        if let link = wires[id]!.server { serverWires[link.number] = -1 }
        wires[id]!.serverEnd = .gone
        forgetIfGone(id)
    }

    /// Lets the server act, and does what it wants done.
    mutating func serve(_ act: (inout Server, Instant, inout SimulatedReplies) -> Void) {
        var replies = SimulatedReplies()
        act(&server, now, &replies)
        for deed in replies.deeds {
            switch deed {
            case .send(let bytes, let link):
                guard let id = serverWire(of: link), !wires[id]!.isCut else { continue }
                for piece in pieces(of: bytes, id) { send(.bytes(piece), toClient: id) }
            case .close(let link, let abort):
                guard let id = serverWire(of: link) else { continue }
                send(abort ? .reset : .end, toClient: id)
                releaseServerEnd(id)
                freeServerLinks.append(link.number)
            }
        }
    }

    private func serverWire(of link: Link) -> Int? {
        guard link.number < serverWires.count, serverWires[link.number] >= 0 else { return nil }
        return serverWires[link.number]
    }

    /// Breaks the wire: nothing under way arrives but the news of it.
    mutating func sever(_ id: Int) {
        guard wires[id] != nil, !wires[id]!.isCut else { return }
        wires[id]!.isCut = true
        if wires[id]!.clientEnd != .gone { send(.severed, toClient: id) }
        if wires[id]!.serverEnd != .gone { send(.severed, toServer: id) }
    }

    mutating func forgetIfGone(_ id: Int) {
        if wires[id]!.clientEnd == .gone, wires[id]!.serverEnd == .gone { wires[id] = nil }
    }
}
