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
        _ command: CommandPlan, of clientID: String, by player: Int, due: Instant
    ) {
        payload.removeAll(keepingCapacity: true)
        payload.append(
            contentsOf: JSON(["state": JSON(["desired": command.payload])]).compact.utf8)
        let topic = ShadowTopic.update(of: clientID)
        guard
            hand(
                devices.count + player, topic: Array(topic.utf8), qos: command.qos,
                token: Self.noStream, due: due) != .none
        else { return }
        players[player].desired[clientID] = (
            command.payload, PlayerSlot.Question(due: due, sent: net.now)
        )
    }

    /// The shadow service accepted an update: perhaps the report that was waited for.
    mutating func shadowChanged(_ player: Int, topic: String, _ bytes: UnsafeRawBufferPointer) {
        tally.shadowMessages += 1
        guard let thing = ShadowTopic.thing(ofAccepted: topic),
            let wish = players[player].desired[thing],
            let document = try? JSON(parsing: Array(bytes)),
            let reported = document["state"]?["reported"]?.object, let desired = wish.state.object
        else { return }
        guard desired.allSatisfy({ reported[$0.key] == $0.value }) else { return }
        players[player].desired[thing] = nil
        tally.latencies.record(
            .shadow, due: wish.question.due, sent: wish.question.sent, end: net.now)
    }

    /// This client is the shadow service: it answers.
    mutating func serveShadow(_ topic: String, _ bytes: UnsafeRawBufferPointer, _ player: Int) {
        var replies: [ShadowService.Message] = []
        players[player].service!.receive(
            topic: topic, payload: Array(bytes), at: milliseconds(net.now) / 1000, into: &replies)
        for reply in replies {
            payload.removeAll(keepingCapacity: true)
            payload.append(contentsOf: reply.payload)
            _ = hand(
                devices.count + player, topic: Array(reply.topic.utf8), qos: .atLeastOnce,
                token: Self.noStream, due: net.now)
        }
    }
}

/// The topics of the classic shadow that gale's devices and applications use.
enum ShadowTopic {
    private static let before = "$aws/things/"

    static func update(of thing: String) -> String { "\(before)\(thing)/shadow/update" }
    static func delta(of thing: String) -> String { "\(before)\(thing)/shadow/update/delta" }
    static func get(of thing: String) -> String { "\(before)\(thing)/shadow/get" }
    static func document(of thing: String) -> String { "\(before)\(thing)/shadow/get/accepted" }

    /// The thing whose update was accepted; nil for any other topic.
    static func thing(ofAccepted topic: String) -> String? {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 6, levels[0] == "$aws", levels[1] == "things",
            levels[3...] == ["shadow", "update", "accepted"]
        else { return nil }
        return String(levels[2])
    }
}
