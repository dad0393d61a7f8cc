import Base
import DeviceCloud
import Devices
import MQTT
import Measures
import Scenarios
import Transports

/// Desired and reported states, and the service between them.
extension Shard {
    /// Writes the desired state into the shadow of a device.
    mutating func desire(
        _ command: CommandPlan, of thing: String, by player: Int, due: Instant
    ) {
        guard let state = command.payload.object else { return }
        var wish =
            players[player].wishes[thing]
            ?? PlayerSlot.Wish(
                client: ShadowClient(
                    thing: thing, role: .application, instance: UInt16(truncatingIfNeeded: player)),
                qos: command.qos)
        var actions: [ShadowClient.Action] = []
        wish.client.desire(state, at: due, into: &actions)
        wish.sent = now
        carryOut(actions, of: wish, by: player)
        players[player].wishes[thing] = wish
    }

    /// The shadow service says something: perhaps that what was wished for is reported.
    mutating func hearShadow(_ player: Int, topic: String, _ bytes: UnsafeRawBufferPointer) {
        guard let thing = ShadowTopic(topic).map({ String($0.thing) }),
            var wish = players[player].wishes[thing]
        else { return }
        var actions: [ShadowClient.Action] = []
        wish.client.receive(topic: topic, payload: Array(bytes), into: &actions)
        carryOut(actions, of: wish, by: player)
        players[player].wishes[thing] = wish.client.isWaiting ? wish : nil
    }

    /// The application is back and asks what became of its wishes.
    mutating func recallWishes(_ player: Int) {
        for thing in players[player].wishes.keys.sorted() {
            var actions: [ShadowClient.Action] = []
            players[player].wishes[thing]!.client.connected(into: &actions)
            carryOut(actions, of: players[player].wishes[thing]!, by: player)
        }
    }

    private mutating func carryOut(
        _ actions: [ShadowClient.Action], of wish: PlayerSlot.Wish, by player: Int
    ) {
        for action in actions {
            switch action {
            case .publish(let topic, let bytes):
                payload.removeAll(keepingCapacity: true)
                payload.append(contentsOf: bytes)
                _ = hand(
                    deviceSlots.count + player, topic: Array(topic.utf8), qos: wish.qos,
                    token: Self.noStream, due: now)
            case .converged(let since):
                tally.latencies.record(.shadow, due: since, sent: wish.sent, end: arrivedAt)
            case .refused(let code, let message):
                note("the shadow service refused an update: \(code) \(message)")
            case .obey, .reportAll: break
            }
        }
    }

    /// This client is the shadow service: it answers.
    mutating func serveShadow(_ topic: String, _ bytes: UnsafeRawBufferPointer, _ player: Int) {
        var replies: [ShadowService.Message] = []
        players[player].service!.receive(
            topic: topic, payload: Array(bytes), at: milliseconds(now) / 1000, into: &replies)
        for reply in replies {
            payload.removeAll(keepingCapacity: true)
            payload.append(contentsOf: reply.payload)
            _ = hand(
                deviceSlots.count + player, topic: Array(reply.topic.utf8), qos: .atLeastOnce,
                token: Self.noStream, due: now)
        }
    }
}

extension ShadowTopic {
    /// A request topic of the classic shadow of `thing`.
    static func classic(_ request: Request, of thing: String) -> [UInt8] {
        Array("\(prefix(thing: thing, name: nil as Substring?))/\(request.rawValue)".utf8)
    }
}
