import Base
import MQTT
import Testing

@testable import ReferenceBroker

@Suite struct PartsTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the trie matches like the rules`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let names = ["a", "b", "", "$s", "é"]
        func path(_ levels: [String], _ chance: inout SplitMix64) -> String {
            let path = (0...chance.below(4)).map { _ in levels[chance.below(levels.count)] }
            return path.joined(separator: "/")
        }
        var trie = SubscriptionTrie()
        var model: [(filter: String, subscriber: Subscriber, node: Int)] = []
        for step in 0..<400 {
            if chance.below(3) < 2 || model.isEmpty {
                var filter = path(names + ["+", "+"], &chance)
                if chance.below(3) == 0 { filter += "/#" }
                guard TopicFilter.isValid(filter) else { continue }
                let subscriber = Subscriber(session: Int32(step))
                let node = trie.node(for: filter)
                trie.add(subscriber, at: node)
                model.append((filter, subscriber, node))
                #expect(haveSameBytes(trie.tree.path(of: node), filter))
            } else {
                let old = model.remove(at: chance.below(model.count))
                trie.remove(old.subscriber, at: old.node)
            }
            let topic = path(names, &chance)
            guard TopicName.isValid(topic) else { continue }
            var found: [Subscriber] = []
            trie.match(topic, into: &found)
            let expected = model.filter { TopicFilter.matches(topic: topic, filter: $0.filter) }
            #expect(
                found.map(\.session).sorted() == expected.map(\.subscriber.session).sorted(),
                "seed \(seed), topic \(topic)")
        }
        for old in model { trie.remove(old.subscriber, at: old.node) }
        #expect(!trie.tree.hasChildren(TopicTree.root))
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `the store finds retained messages like the rules`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var store = RetainedStore(limit: 1_000, limitBytes: 1 << 20)
        let names = ["a", "b", "", "$s"]
        func path(_ levels: [String], _ chance: inout SplitMix64) -> String {
            let path = (0...chance.below(3)).map { _ in levels[chance.below(levels.count)] }
            return path.joined(separator: "/")
        }
        var topics: Set<String> = []
        for _ in 0..<60 {
            let topic = path(names, &chance)
            guard TopicName.isValid(topic) else { continue }
            if chance.below(3) == 0 {
                store.remove(topic)
                topics.remove(topic)
            } else {
                let publish = Publish(topic: topic, payload: [1])
                let isStored = store.store(Message(publish, from: 0, at: .zero), clientID: "c")
                #expect(isStored)
                topics.insert(topic)
            }
            var filter = path(names + ["+", "+"], &chance)
            if chance.below(3) == 0 { filter += "/#" }
            guard TopicFilter.isValid(filter) else { continue }
            let found = store.match(filter).map { store[$0]!.message.publish.topic }
            let expected = topics.filter { TopicFilter.matches(topic: $0, filter: filter) }
            #expect(found.sorted() == expected.sorted(), "seed \(seed), filter \(filter)")
            #expect(store.count == topics.count)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `deadlines come out in order`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var deadlines = Deadlines()
        var model: [Int: Int64] = [:]
        for _ in 0..<500 {
            let number = chance.below(50)
            if chance.below(4) == 0 {
                deadlines.set(number, .never)
                model[number] = nil
            } else {
                let instant = Int64(chance.below(1_000))
                deadlines.set(number, Instant(nanoseconds: instant))
                model[number] = instant
            }
            #expect(deadlines.first.nanoseconds == model.values.min() ?? .max, "seed \(seed)")
            if chance.below(5) == 0, let number = deadlines.next(dueAt: Instant(nanoseconds: 500)) {
                #expect(model[number] == model.values.min(), "seed \(seed)")
                model[number] = nil
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `identifiers in flight are found and never shared`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var inflight = Inflight()
        var model: [UInt16] = []
        let held = Held(publish: Publish(topic: "t", payload: []), expiresAt: .never)
        for step in 0..<150_000 {
            if model.count < 20, chance.below(2) == 0 || model.isEmpty {
                let id = inflight.add(held)
                #expect(id != 0 && !model.contains(id), "seed \(seed), step \(step)")
                model.append(id)
            } else {
                // The oldest is left alone, so that identifiers come round to it.
                let index = model.count == 1 ? 0 : 1 + chance.below(model.count - 1)
                if index == 0 { continue }
                let id = model.remove(at: index)
                guard let offset = inflight.offset(of: id) else {
                    Issue.record("\(id) is lost, seed \(seed), step \(step)")
                    return
                }
                _ = inflight.finish(at: offset)
                if inflight.offset(of: id) != nil || inflight.count != model.count {
                    Issue.record("\(id) is still there, seed \(seed), step \(step)")
                    return
                }
            }
        }
        #expect(inflight.entries.count <= 2 * model.count + 32)
    }

    @Test func `a session that rests is small`() {
        #expect(MemoryLayout<Session>.stride + MemoryLayout<Connection>.stride <= 640)
    }
}
