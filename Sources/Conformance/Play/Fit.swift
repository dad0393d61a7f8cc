import Base
import MQTT

/// How far what has come is a reaction.
enum Fit: Equatable {
    /// It is, with so many packets.
    case whole(Int)
    case maybe
    /// It cannot become one any more; why not.
    case no(String)
}

extension PeerLine {
    func fit(_ reaction: Reaction, _ names: Names) -> Fit {
        let wanted = reaction.packets
        if wanted.first?.kind == .suback, !inbox.isEmpty, state != .closed,
            inbox.allSatisfy({ $0.packet.kind == .publish })
        {
            return .maybe
        }
        var open = Array(wanted.indices)
        for (index, arrival) in inbox.prefix(wanted.count).enumerated() {
            if reaction.inAnyOrder {
                let match = open.firstIndex {
                    complaint(of: wanted[$0], about: arrival.packet, names) == nil
                }
                guard let match else {
                    return .no("\(arrival.packet.kind), which is none of them")
                }
                open.remove(at: match)
            } else {
                let complaint = complaint(of: wanted[index], about: arrival.packet, names)
                if let complaint { return .no(complaint) }
            }
        }
        guard inbox.count >= wanted.count else {
            return state == .closed ? .no("the end of the connection") : .maybe
        }
        let rest = inbox.dropFirst(wanted.count)
        switch reaction.end {
        case .any: return .whole(wanted.count)
        case .closed:
            if let first = rest.first { return .no("\(first.packet.kind)") }
            return state == .closed ? .whole(wanted.count) : .maybe
        case .standing:
            if let first = rest.first { return .no("\(first.packet.kind)") }
            return state == .closed ? .no("the end of the connection") : .maybe
        case .alive:
            guard let first = rest.first else {
                return state == .closed ? .no("the end of the connection") : .maybe
            }
            guard first.packet.kind == .pingresp else { return .no("\(first.packet.kind)") }
            return .whole(wanted.count + 1)
        }
    }

    private func complaint(
        of pattern: Pattern, about packet: Packet, _ names: Names
    ) -> String? {
        if let number = pattern.delivery, let id = delivery(number), packet.packetID != id {
            return "Packet Identifier \(packet.packetID ?? 0), not \(id) as before"
        }
        return pattern.complaint(about: packet, names)
    }

    /// When the last of it came.
    func instant(of reaction: Reaction, _ count: Int, _ now: Instant) -> Instant {
        reaction.end == .closed || count == 0 ? now : inbox[count - 1].at
    }

    /// What has come, for a sentence.
    var soFar: String {
        let kinds = inbox.map { "\($0.packet.kind)" }
        let packets = kinds.isEmpty ? "nothing" : kinds.joined(separator: ", ")
        return state == .closed ? packets + " and the end of the connection" : packets
    }
}

extension Reaction: CustomStringConvertible {
    package var description: String {
        let packets = packets.map(\.description).joined(separator: inAnyOrder ? " and " : ", ")
        switch end {
        case .any: return packets
        case .closed: return packets.isEmpty ? "the end of the connection" : packets + ", the end"
        case .alive: return packets.isEmpty ? "silence" : packets + ", then silence"
        case .standing: return "a connection that stands"
        }
    }
}

extension Window {
    var text: String {
        switch self {
        case .soon: "at once"
        case .between(let first, _): Play.text(first)
        case .silence: "one and a half of the Server Keep Alive"
        }
    }
}

extension Move {
    /// Itself, or the moves that it stands for.
    var flat: [Move] {
        if case .all(let moves) = self { moves.flatMap(\.flat) } else { [self] }
    }

    /// Who takes part in it.
    var peers: [Peer] {
        switch self {
        case .openBare(let peer), .upgrade(let peer, _), .solve(let peer, _, _): [peer]
        case .open(let peer), .send(_, let peer), .raw(_, let peer), .await(let peer, _, _),
            .answer(_, let peer, _), .hold(let peer, _), .cut(let peer),
            .depart(let peer), .exceed(let peer):
            [peer]
        case .awaitAmong(let peers, _): peers
        case .pass, .all: []
        }
    }
}
