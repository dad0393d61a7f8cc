import Base
import MQTT
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
        for index in 0..<seats.count {
            guard let crowd = crowd(of: index, in: phase) else { continue }
            let portion = Portion(
                of: phase.share, among: crowd.count, seed: plan.seed &+ UInt64(number))
            guard
                let turn = portion.turn(of: crowd.member, from: start, length: phase.duration)
            else { continue }
            assign(phase, to: index, turn: turn, rank: crowd.member, until: start + phase.duration)
        }
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
        case .hold, .command, .rotate, .expire, .revoke, .probe: return
        }
        rest(index)
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
