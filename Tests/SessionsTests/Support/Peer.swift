import MQTT
import Testing

/// A server that does everything right with one client, and says when the client does not.
///
/// It keeps its side of the session over lost links, and hands out messages of its own.
struct Peer {
    struct Outgoing {
        var number: Int
        var qos: QoS
        var id: UInt16
        var released = false

        func publish(dup: Bool) -> Packet {
            .publish("down", "\(number)", qos, id: id, dup: dup)
        }
    }

    let version: Version
    let receiveMaximum: UInt16
    /// How many the client may have on their way, which may be fewer than it could.
    let window: UInt16
    var hasSession = false
    /// What the client published: the numbers in the order in which they came to stay.
    var taken: [QoS: [Int]] = [:]
    var unreleased: Set<UInt16> = []
    /// Publications of this connection that were not answered to the end.
    var open: Set<UInt16> = []
    var outgoing: [Outgoing] = []
    var nextID: UInt16 = 1
    var answers: [Packet] = []
    var problems: [String] = []

    init(_ version: Version, receiveMaximum: UInt16, window: UInt16) {
        self.version = version
        self.window = version == .v5 ? min(window, receiveMaximum) : window
        self.receiveMaximum = receiveMaximum
    }

    mutating func cut() {
        open = []
        answers = []
    }

    mutating func receive(_ packet: Packet) {
        switch packet {
        case .connect(let connect):
            let limits: [Property] = version == .v5 ? [.receiveMaximum(receiveMaximum)] : []
            answers.append(
                .connack(
                    Connack(
                        sessionPresent: !connect.cleanStart && hasSession,
                        properties: Properties(limits))))
            hasSession = true
            for message in outgoing { answers.append(resending(message)) }
        case .publish(let publish): receive(publish)
        case .ack(let ack): receive(ack)
        case .pingreq: answers.append(.pingresp)
        default: problems.append("did not expect \(packet)")
        }
    }

    private mutating func receive(_ publish: Publish) {
        let number = Int(String(decoding: publish.payload, as: UTF8.self))!
        guard let id = publish.id else {
            taken[.atMostOnce, default: []].append(number)
            return
        }
        if !open.insert(id).inserted { problems.append("\(id) is in use") }
        if open.count > Int(window) { problems.append("\(open.count) are on their way") }
        if publish.qos == .atLeastOnce {
            taken[.atLeastOnce, default: []].append(number)
            answers.append(.ack(.puback, id))
        } else {
            let isNew = unreleased.insert(id).inserted
            if isNew { taken[.exactlyOnce, default: []].append(number) }
            if !isNew, !publish.dup { problems.append("\(id) came again without DUP") }
            answers.append(.ack(.pubrec, id))
        }
    }

    private mutating func receive(_ ack: Ack) {
        switch ack.kind {
        case .pubrel:
            unreleased.remove(ack.id)
            answers.append(.ack(.pubcomp, ack.id))
        case .puback: finish(ack.id, .atLeastOnce)
        case .pubrec:
            guard let index = outgoing.firstIndex(where: { $0.id == ack.id }) else {
                return problems.append("PUBREC \(ack.id) for nothing")
            }
            outgoing[index].released = true
            answers.append(.ack(.pubrel, ack.id))
        case .pubcomp: finish(ack.id, .exactlyOnce)
        }
    }

    private mutating func finish(_ id: UInt16, _ qos: QoS) {
        guard let index = outgoing.firstIndex(where: { $0.id == id && $0.qos == qos }) else {
            return problems.append("\(qos) acknowledgement \(id) for nothing")
        }
        outgoing.remove(at: index)
    }

    /// Sends a message of its own.
    mutating func send(_ number: Int, _ qos: QoS) {
        let message = Outgoing(number: number, qos: qos, id: nextID)
        nextID = nextID == .max ? 1 : nextID + 1
        outgoing.append(message)
        answers.append(message.publish(dup: false))
    }

    private func resending(_ message: Outgoing) -> Packet {
        message.released ? .ack(.pubrel, message.id) : message.publish(dup: true)
    }

    /// The client's acknowledgement of the end of `id` has been delivered.
    mutating func delivered(_ packet: Packet) {
        guard case .ack(let ack) = packet else { return }
        if ack.kind == .puback || ack.kind == .pubcomp { open.remove(ack.id) }
    }
}
