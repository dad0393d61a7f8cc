import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct LawTests {
    @Test(arguments: Version.allCases, 0..<30 as Range<UInt64>)
    func `QoS 2 arrives exactly once, in order, whatever is cut`(
        _ version: Version, _ seed: UInt64
    ) {
        var chance = SplitMix64(seed: seed)
        var room = Room(seed: seed) { $0.inflightLimit = 3 }
        var sender = Client("sender", version)
        var receiver = Client("receiver", version)
        sender.reconnect(&room)
        receiver.reconnect(&room)
        room.subscribe(receiver.link!, "t")
        for number in 0..<40 { sender.publish("\(number)") }
        for _ in 0..<100_000 where receiver.seen.count < 40 || !sender.isDone {
            switch chance.below(12) {
            case 0: sender.cut(&room)
            case 1: receiver.cut(&room)
            case 2: room.wait(.milliseconds(chance.below(50)))
            case 3...7: sender.step(&room)
            default: receiver.step(&room)
            }
        }
        #expect(receiver.seen == (0..<40).map(String.init), "seed \(seed)")
        #expect(sender.isDone, "seed \(seed)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `bounds hold, time goes on and nothing is left, whatever clients do`(_ seed: UInt64) {
        var crowd = Crowd(seed: seed)
        for _ in 0..<1_500 {
            crowd.step()
            let statistics = crowd.room.broker.statistics
            #expect(statistics.retained <= 4, "seed \(seed)")
            #expect(statistics.retainedBytes <= 1_500, "seed \(seed)")
            #expect(statistics.heldBytes <= 300, "seed \(seed)")
            #expect(statistics.queued <= 6 * 5, "seed \(seed)")
            #expect(statistics.sessions <= 5, "seed \(seed)")
        }
        crowd.leave()
        let statistics = crowd.room.broker.statistics
        #expect(statistics.connections == 0, "seed \(seed)")
        #expect(statistics.sessions == 0, "seed \(seed)")
        #expect(statistics.subscriptions == 0, "seed \(seed)")
        #expect(statistics.queued == 0, "seed \(seed)")
        #expect(statistics.heldBytes == 0, "seed \(seed)")
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `the same seed gives the same actions`(_ seed: UInt64) {
        let logs = (0..<2).map { _ in
            var crowd = Crowd(seed: seed)
            for _ in 0..<1_500 { crowd.step() }
            return crowd.room.log
        }
        #expect(logs[0].count > 1_000)
        #expect(logs[0] == logs[1])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `nothing comes for what is not subscribed`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var room = Room(seed: seed)
        let link = room.connect("s")
        let publisher = room.connect("p", .v3_1_1)
        let filters = ["a", "a/b", "+", "+/b", "#", "a/#", "$s/+", "/"]
        let topics = ["a", "a/b", "$s/b", "/", "b", "a/b/c"]
        var subscribed: Set<String> = []
        for _ in 0..<300 {
            let filter = filters[chance.below(filters.count)]
            switch chance.below(3) {
            case 0:
                room.subscribe(link, filter)
                subscribed.insert(filter)
            case 1:
                room.send(.unsubscribe(Unsubscribe(id: 1, filters: [filter])), on: link)
                subscribed.remove(filter)
            default: break
            }
            _ = room.take(link)
            let topic = topics[chance.below(topics.count)]
            room.publish(publisher, topic)
            let expected = subscribed.contains { TopicFilter.matches(topic: topic, filter: $0) }
            #expect(room.messages(link).count == (expected ? 1 : 0), "seed \(seed)")
        }
    }
}

/// A client that speaks QoS 2 correctly and is cut off at any moment.
private struct Client {
    let id: String
    let version: Version
    var link: Link?
    private(set) var seen: [String] = []

    private var outgoing: [(id: UInt16, payload: String, isReleased: Bool)] = []
    private var held: Set<UInt16> = []
    private var nextID: UInt16 = 0
    private var unread: [Packet] = []
    private var started: Set<UInt16> = []

    init(_ id: String, _ version: Version) {
        self.id = id
        self.version = version
    }

    var isDone: Bool { outgoing.isEmpty }

    mutating func publish(_ payload: String) {
        nextID += 1
        outgoing.append((nextID, payload, false))
    }

    mutating func reconnect(_ room: inout Room) {
        link = room.join(id, version, clean: false, expiry: 1_000).0
        for index in outgoing.indices where started.contains(outgoing[index].id) {
            send(index, isAgain: true, &room)
        }
    }

    mutating func cut(_ room: inout Room) {
        guard let link else { return }
        room.cut(link)
        self.link = nil
        unread = []
    }

    /// Reads one packet and answers it, or starts one message, or comes back.
    mutating func step(_ room: inout Room) {
        guard let link else { return reconnect(&room) }
        unread += room.take(link)
        if unread.isEmpty {
            guard let index = outgoing.firstIndex(where: { !started.contains($0.id) }) else {
                return
            }
            started.insert(outgoing[index].id)
            return send(index, isAgain: false, &room)
        }
        read(unread.removeFirst(), link, &room)
    }

    private mutating func read(_ packet: Packet, _ link: Link, _ room: inout Room) {
        switch packet {
        case .publish(let publish):
            if held.insert(publish.id!).inserted {
                seen.append(String(decoding: publish.payload, as: UTF8.self))
            }
            room.ack(link, .pubrec, publish.id)
        case .ack(let ack):
            let index = outgoing.firstIndex { $0.id == ack.id }
            switch ack.kind {
            case .pubrel:
                held.remove(ack.id)
                room.ack(link, .pubcomp, ack.id)
            case .pubrec:
                if let index { outgoing[index].isReleased = true }
                room.ack(link, .pubrel, ack.id)
            case .pubcomp:
                if let index { outgoing.remove(at: index) }
            case .puback: break
            }
        default: break
        }
    }

    private func send(_ index: Int, isAgain: Bool, _ room: inout Room) {
        let (id, payload, isReleased) = outgoing[index]
        if isReleased {
            room.ack(link!, .pubrel, id)
        } else {
            room.publish(link!, "t", payload, .exactlyOnce, id: id, dup: isAgain)
        }
    }
}

/// Five clients that do whatever comes to mind to a broker with narrow bounds.
private struct Crowd {
    var room: Room
    private var chance: SplitMix64
    private var links: [Link?] = Array(repeating: nil, count: 5)
    private let topics = ["a", "a/b", "b", "$s/x"]
    private let filters = ["a", "a/#", "+", "#", "$share/g/a/#", "$share/h/+", "$s/+", "b"]

    init(seed: UInt64) {
        chance = SplitMix64(seed: seed)
        room = Room(seed: seed) {
            $0.queueLimit = 5
            $0.queueLimitBytes = 100
            $0.queueLimitBytesInAll = 300
            $0.retainedLimit = 4
            $0.retainedLimitBytes = 1_500
            $0.inflightLimit = 3
            $0.maximumSessions = 5
            $0.topicCacheLimit = 3
            $0.outgoingTopicAliases = 2
        }
    }

    mutating func step() {
        let who = chance.below(5)
        guard let link = links[who], !room.closed.contains(link) else { return arrive(who) }
        switch chance.below(14) {
        case 0:
            room.cut(link)
            links[who] = nil
        case 1: room.disconnect(link, chance.below(2) == 0 ? .success : .disconnectWithWill)
        case 2, 3: room.subscribe(link, pick(filters), qos(), id: UInt32(1 + chance.below(3)))
        case 4: room.send(.unsubscribe(Unsubscribe(id: 3, filters: [pick(filters)])), on: link)
        case 5: room.wait(.seconds(chance.below(5)))
        case 6: room.congest(link, chance.below(3) == 0)
        case 7: room.ack(link, .pubrel, UInt16(1 + chance.below(4)))
        case 8...10: answer(link)
        default:
            let payload = String(repeating: "x", count: chance.below(40))
            let expiry = Property.messageExpiryInterval(UInt32(chance.below(10)))
            room.publish(
                link, pick(topics), payload, qos(), id: UInt16(1 + chance.below(4)),
                retain: chance.below(3) == 0, with: chance.below(2) == 0 ? [expiry] : [])
        }
    }

    /// Everybody goes, and all sessions end.
    mutating func leave() {
        for link in links.compactMap({ $0 }) { room.cut(link) }
        room.wait(.seconds(100))
    }

    private mutating func arrive(_ who: Int) {
        let will = Will(
            topic: pick(topics), payload: [1], qos: qos(), retain: chance.below(2) == 0,
            properties: Properties([.willDelayInterval(UInt32(chance.below(4)))]))
        links[who] =
            room.join(
                "c\(who)", clean: chance.below(4) == 0, keepAlive: UInt16(chance.below(5)),
                will: chance.below(2) == 0 ? will : nil, expiry: UInt32(chance.below(20)),
                with: [.topicAliasMaximum(3), .maximumPacketSize(60)]
            ).0
    }

    private mutating func answer(_ link: Link) {
        for packet in room.take(link) {
            switch packet {
            case .publish(let publish) where publish.qos == .atLeastOnce:
                room.ack(link, .puback, publish.id)
            case .publish(let publish) where publish.qos == .exactlyOnce:
                room.ack(link, .pubrec, publish.id)
            case .ack(let ack) where ack.kind == .pubrel: room.ack(link, .pubcomp, ack.id)
            default: break
            }
        }
    }

    private mutating func pick(_ list: [String]) -> String { list[chance.below(list.count)] }

    private mutating func qos() -> QoS { QoS(rawValue: UInt8(chance.below(3)))! }
}
