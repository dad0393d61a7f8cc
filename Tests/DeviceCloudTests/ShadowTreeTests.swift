import Base
import DeviceCloud
import Testing

@Suite struct ShadowTreeTests {
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `a difference that is reported leaves none`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<30 {
            let desired = anyState(levels: 3, &random)
            var reported = anyState(levels: 3, &random)
            let before = reported
            let delta = ShadowTree.difference(desired: desired, reported: reported).state
            ShadowTree.merge(delta, into: &reported)
            let left = ShadowTree.difference(desired: desired, reported: reported).state
            #expect(left.isEmpty, "seed \(seed)")
            #expect(delta.isEmpty == has(before, desired), "seed \(seed)")
            #expect(!delta.isEmpty || before == reported, "seed \(seed)")
        }
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `a difference is part of what is desired`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<30 {
            let desired = anyState(levels: 3, &random)
            let reported = anyState(levels: 3, &random)
            let delta = ShadowTree.difference(desired: desired, reported: reported).state
            #expect(has(desired, delta), "seed \(seed)")
            #expect(ShadowTree.difference(desired: desired, reported: desired).state.isEmpty)
            #expect(
                ShadowTree.difference(desired: desired, reported: JSON.Members()).state == desired)
        }
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `merging twice is merging once, and an empty patch changes nothing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<30 {
            var once = anyState(levels: 3, &random)
            var same = once
            ShadowTree.merge(JSON.Members(), into: &same)
            #expect(same == once, "seed \(seed)")
            let patch = anyState(levels: 3, nulls: true, &random)
            ShadowTree.merge(patch, into: &once)
            var twice = once
            ShadowTree.merge(patch, into: &twice)
            #expect(twice == once, "seed \(seed)")
        }
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `the size of a value is that of its text where nothing needs more escapes`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<30 {
            let value = JSON.object(anyState(levels: 4, &random))
            #expect(ShadowTree.size(of: value) == value.compact.utf8.count, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("\"a\"", 3), ("\"<>&\"", 5), ("\"\\n\\\"\\\\\"", 8), ("\"\\u0001\"", 8), ("[]", 2),
        ("{}", 2), ("[1,2]", 5), ("{\"a\":{}}", 8), ("null", 4), ("-1.5", 4), ("\"é\"", 4),
    ])
    func `size counts bytes of the shortest text`(text: String, size: Int) throws {
        #expect(ShadowTree.size(of: try JSON(parsing: text)) == size)
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `versions rise by one with every accepted update and with nothing else`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(seed: seed)
        var talk = Conversation()
        var version: Int64 = 0
        var exists = false
        for _ in 0..<60 {
            switch random.below(6) {
            case 0:
                let deleted = try talk.ask("delete")
                #expect((deleted["accepted"] != nil) == exists, "seed \(seed)")
                if exists {
                    #expect(deleted["accepted"]?["version"]?.integer == version)
                    version += 1
                }
                exists = false
            case 1:
                let got = try talk.ask("get")["accepted"]
                #expect(got?["version"]?.integer == (exists ? version : nil), "seed \(seed)")
            case 2:
                let stale = version + [-1, 1, 2][random.below(3)]
                guard version > 1 else { continue }
                let answers = try talk.update([
                    "state": .object(JSON.Members()), "version": .integer(stale),
                ])
                #expect(answers["rejected"]?["code"] == 409, "seed \(seed)")
            default:
                let state = anyState(levels: 2, nulls: true, &random)
                let section = random.below(2) == 0 ? "desired" : "reported"
                let answers = try talk.update([
                    "state": .object(JSON.Members([section: .object(state)]))
                ])
                version += 1
                exists = true
                #expect(answers["accepted"]?["version"]?.integer == version, "seed \(seed)")
                #expect(answers["documents"]?["current"]?["version"]?.integer == version)
                try expectConsistent(&talk, delta: answers["delta"], "seed \(seed)")
            }
        }
    }

    /// The difference told is that of the document got, and metadata has the shape of the state.
    private func expectConsistent(
        _ talk: inout Conversation, delta: JSON?, _ comment: Comment
    ) throws {
        let document = try #require(try talk.ask("get")["accepted"])
        let state = try #require(document["state"])
        #expect(state["delta"] == delta?["state"], comment)
        for section in ["desired", "reported"] {
            guard let value = state[section] else {
                #expect(document["metadata"]?[section] == nil, comment)
                continue
            }
            #expect(try isShape(#require(document["metadata"]?[section]), of: value), comment)
        }
        if let delta {
            #expect(try isShape(#require(delta["metadata"]), of: #require(delta["state"])), comment)
        }
    }

    private func isShape(_ metadata: JSON, of state: JSON) -> Bool {
        switch state {
        case .object(let members):
            guard let stamps = metadata.object, stamps.count == members.count else { return false }
            return members.allSatisfy { key, value in
                stamps[key].map { isShape($0, of: value) } ?? false
            }
        case .array(let elements):
            return metadata.array?.count == elements.count
        default:
            return metadata["timestamp"]?.integer != nil
        }
    }

    /// Whether all of `part` is in `whole`.
    private func has(_ whole: JSON.Members, _ part: JSON.Members) -> Bool {
        part.allSatisfy { key, value in
            guard let own = whole[key] else { return false }
            if let inner = own.object, let wanted = value.object { return has(inner, wanted) }
            return own == value
        }
    }

    private func anyState(
        levels: Int, nulls: Bool = false, _ random: inout SplitMix64
    ) -> JSON.Members {
        var members = JSON.Members()
        for _ in 0..<random.below(4) {
            let key = ["a", "b", "c", "rotor-freq"][random.below(4)]
            switch random.below(levels > 0 ? 6 : 4) {
            case 0 where nulls: members[key] = .null
            case 0, 1: members[key] = .integer(Int64(random.below(3)))
            case 2: members[key] = .string(["on", "off"][random.below(2)])
            case 3: members[key] = .array((0..<random.below(3)).map { .integer(Int64($0)) })
            default:
                members[key] = .object(anyState(levels: levels - 1, nulls: nulls, &random))
            }
        }
        return members
    }
}
