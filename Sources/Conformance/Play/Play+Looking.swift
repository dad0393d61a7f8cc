import Base
import MQTT
import Reports

/// Whether what has come is what is waited for.
extension Play {
    /// Looks whether what has come is one of `reactions`; ends the case where it can be none.
    mutating func lookFor(
        _ number: Int, _ reactions: [Reaction], _ window: Window, at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        if !isWaiting, reactions.contains(where: { $0.end == .alive }) {
            isWaiting = true
            lines[number].note(.pingreq)
            send(Packet.pingreq.encoded(subject.version), on: number, at: now, into: &actions)
        }
        let (earliest, latest) = limits(of: window, number)
        var complaints: [String] = []
        for reaction in reactions {
            switch lines[number].fit(reaction, names) {
            case .whole(let count):
                let at = lines[number].instant(of: reaction, count, now)
                guard at >= earliest else {
                    end(
                        .failed, expected: "\(reaction) not before \(window.text)",
                        got: "it \(Self.text(at - since)) after the move before", at: now)
                    return false
                }
                lines[number].consume(count)
                return accept(reaction, on: number, at: now)
            case .maybe:
                if reaction.end == .standing, now >= latest {
                    return accept(reaction, on: number, at: now)
                }
                complaints.append("")
            case .no(let complaint): complaints.append(complaint)
            }
        }
        let isLost = complaints.allSatisfy { !$0.isEmpty }
        guard isLost || now >= latest else {
            deadline = latest
            return false
        }
        let wanted = reactions.map(\.description).joined(separator: ", or ")
        let got = isLost ? complaints[0] : lines[number].soFar + " in time"
        end(.failed, expected: "\(wanted) at \(lines[number].peer)", got: got, at: now)
        return false
    }

    /// What was seen is `reaction`; true where the case goes on.
    private mutating func accept(_ reaction: Reaction, on number: Int, at now: Instant) -> Bool {
        if let lack = reaction.moot {
            excuse(for: lack, at: now)
            return false
        }
        if let name = reaction.allowance, !allowances.contains(name) { allowances.append(name) }
        if let id = lines[number].assigned { names.assigned = id }
        return true
    }

    /// Looks whether each of `packets` has come once, whoever got it.
    mutating func lookFor(
        _ packets: [Pattern], among numbers: [Int], at now: Instant
    ) -> Bool {
        var open = packets
        let latest = since + patience.answer
        for number in numbers {
            for arrival in lines[number].inbox {
                let match = open.firstIndex { $0.complaint(about: arrival.packet, names) == nil }
                guard let match else {
                    end(
                        .failed, expected: packets.map(\.description).joined(separator: " and "),
                        got: "one more \(arrival.packet.kind) at \(lines[number].peer)", at: now)
                    return false
                }
                open.remove(at: match)
            }
        }
        if open.isEmpty {
            for number in numbers { lines[number].consume(lines[number].inbox.count) }
            return true
        }
        if now >= latest {
            end(
                .failed, expected: open.map(\.description).joined(separator: " and "),
                got: "nothing of it in time", at: now)
        }
        deadline = latest
        return false
    }

    private func limits(
        of window: Window, _ number: Int
    ) -> (earliest: Instant, latest: Instant) {
        switch window {
        case .silence:
            let seconds = Int(lines[number].connack?.properties.serverKeepAlive ?? 0)
            let borne = since + .milliseconds(seconds * 1500)
            return (borne + .milliseconds(-500), borne + .milliseconds(6500))
        case .soon: return (.zero, since + patience.answer)
        // What may come at once may also have come while another peer was waited for.
        case .between(let first, let last):
            return (first > .zero ? since + first : .zero, since + last)
        }
    }
}
