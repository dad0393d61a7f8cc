import Base
import MQTT
import Reports
import Scenarios
import Sessions
import Transports

/// What happens when: each phase hands errands to the clients that it is about.
extension Shard {
    mutating func beginPhase(_ number: Int, at start: Instant) {
        let phase = plan.phases[number]
        if case .command(let name, let index) = phase.deed {
            for player in players.indices where players[player].player.plan.name == name {
                addRound(
                    player, command: index, start: start, length: phase.duration, repeats: false)
                rest(deviceSlots.count + player)
            }
            return
        }
        var chosen: [Int] = []
        for index in 0..<seats.count {
            guard let crowd = crowd(of: index, in: phase) else { continue }
            let portion = Portion(
                of: phase.share, among: crowd.count, seed: plan.seed &+ UInt64(number))
            guard
                let turn = portion.turn(of: crowd.member, from: start, length: phase.duration)
            else { continue }
            assign(phase, to: index, turn: turn, rank: crowd.member, until: start + phase.duration)
            chosen.append(index)
        }
        if case .revoke = phase.deed { revoke(chosen.filter { clients[$0].papers != nil }) }
    }

    /// The fleet or application of client `index`, when the phase is about it.
    private func crowd(of index: Int, in phase: Phase) -> (member: Int, count: Int)? {
        if isDevice(index) {
            let fleet = roster.contingents[devices[index].contingent].plan
            guard phase.who.isEmpty || phase.who.contains(fleet.name) else { return nil }
            return (devices[index].member, fleet.count)
        }
        let player = players[index - deviceSlots.count].player
        guard phase.who.contains(player.plan.name) else { return nil }
        let first = roster.players.firstIndex { $0.index == player.index }!
        let number = roster.players.firstIndex { $0.name == player.name }!
        return (number - first, player.plan.count)
    }

    private mutating func assign(
        _ phase: Phase, to index: Int, turn: Instant, rank: Int, until end: Instant
    ) {
        switch phase.deed {
        case .ramp:
            guard !clients[index].isCast else { return }
            clients[index].isCast = true
            clients[index].errand = Errand(due: turn, deed: .open)
        case .reconnect:
            guard clients[index].isCast else { return }
            clients[index].staysAway = false
            clients[index].errand = Errand(due: turn, deed: .open)
        case .burst(let messages):
            guard clients[index].isCast else { return }
            clients[index].errand = Errand(due: turn, deed: .burst(messages: messages))
        case .cut(let cut) where cut.at.isEmpty:
            guard clients[index].isCast else { return }
            clients[index].errand = Errand(
                due: turn, deed: .cut(disconnect: cut.disconnect, staysAway: cut.stayAway))
        case .cut(let cut):
            guard clients[index].isCast else { return }
            clients[index].ambush = Ambush(
                steps: cut.at, until: end, staysAway: cut.stayAway, next: rank)
        case .rotate: identityErrand(index, due: turn, .rotate)
        case .probe: identityErrand(index, due: turn, .probe)
        case .revoke: identityErrand(index, due: turn, .banish(.revoked, once: .max))
        case .expire(let after):
            // They get what ends soon in the first half of the time until it does.
            let start = end.advanced(byNanoseconds: -phase.duration.nanoseconds)
            let early = start.advanced(byNanoseconds: turn.nanoseconds(since: start) / 2)
            identityErrand(
                index, due: min(early, start + after / 2), .rotateUntil(epochSeconds(start + after))
            )
        case .hold, .command: return
        }
        rest(index)
    }

    /// An errand that is about who a device is; for those that are somebody and may be there.
    private mutating func identityErrand(_ index: Int, due: Instant, _ deed: Errand.Deed) {
        guard clients[index].isCast, clients[index].papers?.mustBeRefused == false else { return }
        clients[index].errand = Errand(due: due, deed: deed)
    }

    mutating func run(_ errand: Errand, of index: Int) {
        switch errand.deed {
        case .open: open(index, due: errand.due)
        case .burst(let messages):
            guard isDevice(index) else { return }
            let slot = devices[index]
            for message in roster.contingents[slot.contingent].plan.every.indices {
                for _ in 0..<messages { publish(message, of: index, due: errand.due) }
            }
        case .rotate: rotate(index)
        case .rotateUntil(let end):
            rotate(index, until: end)
            // The whole second is still good, and clocks differ a little.
            let ended = (end + 1) * 1000 - settings.epochMilliseconds + 1200
            clients[index].errand = Errand(
                due: Instant(nanoseconds: ended * 1_000_000), deed: .banish(.expired, once: 0))
        case .banish(let flaw, let count):
            guard settings.passports?.registrar?.isPublished(count) == true else {
                clients[index].errand = Errand(
                    due: now + .milliseconds(50), deed: errand.deed)
                return
            }
            banish(index, because: flaw)
        case .probe: probe(index)
        case .cut(let disconnect, let staysAway):
            clients[index].staysAway = staysAway
            if disconnect {
                flush(index)
                sayGoodbye(index, forGood: false)
                if !staysAway { open(index, due: now) }
            } else {
                cut(index, abort: true)
            }
        }
    }
}
