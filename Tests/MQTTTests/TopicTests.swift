import Base
import MQTT
import Testing

/// Names, filters, and which go together.
@Suite struct TopicTests {
    @Test(arguments: [
        ("a", true), ("/", true), ("a/b c/é", true), ("$SYS/x", true), ("", false), ("+", false),
        ("a/#", false), ("a+b", false), ("a\0b", false),
        (String(repeating: "x", count: 65_535), true),
        (String(repeating: "x", count: 65_536), false),
    ])
    func `a topic name has neither wildcards nor U+0000`(name: String, valid: Bool) {
        #expect(TopicName.isValid(name) == valid)
    }

    @Test(arguments: [
        ("a", true), ("#", true), ("+", true), ("a/#", true), ("+/+/#", true), ("/", true),
        ("/+", true), ("+/a/+", true), ("$SYS/#", true), ("", false), ("a#", false),
        ("a/#/b", false), ("##", false), ("#/", false), ("a+", false), ("+a", false),
        ("a/++", false), ("a\0", false),
        (String(repeating: "x", count: 65_535), true),
        (String(repeating: "x", count: 65_536), false),
    ])
    func `wildcards stand alone in their level`(filter: String, valid: Bool) {
        for version in Version.allCases {
            #expect(TopicFilter.isValid(filter, version) == valid)
        }
    }

    @Test(arguments: [
        ("$share/g/a/b", "g", "a/b"), ("$share/g/#", "g", "#"), ("$share/g//", "g", "/"),
        ("$share/grün/+/x", "grün", "+/x"),
    ])
    func `a share is a group and a filter`(text: String, group: String, filter: String) throws {
        let shared = try #require(SharedFilter(parsing: text))
        #expect(shared.group == group)
        #expect(shared.filter == filter)
        #expect(TopicFilter.isValid(text))
    }

    @Test(arguments: [
        "$share/", "$share//a", "$share/g", "$share/g/", "$share/g+/a", "$share/#/a",
        "$share/g/a#", "$share/g/\0",
    ])
    func `half a share is none`(text: String) {
        #expect(SharedFilter(parsing: text) == nil)
        #expect(!TopicFilter.isValid(text, .v5))
    }

    @Test(arguments: ["$share", "$shared/g/a", "share/g/a", "$SHARE/g/a"])
    func `what is no share is a filter like any other`(text: String) {
        #expect(SharedFilter(parsing: text) == nil)
        #expect(TopicFilter.isValid(text))
    }

    @Test(arguments: [
        ("a/b", "a/b", true), ("a/b", "a/+", true), ("a/b", "+/b", true), ("a/b", "#", true),
        ("a/b", "a/#", true), ("a", "a/#", true), ("a/", "a/#", true), ("a/b/c", "a/#", true),
        ("ab", "a/#", false), ("a", "a/+", false), ("a/", "a/+", true), ("a/b", "+", false),
        ("/a", "+/+", true), ("/a", "/+", true), ("/a", "+", false), ("a/b", "A/b", false),
        ("a/b/", "a/b", false), ("a//b", "a/+/b", true), ("a", "+/#", true), ("a/b", "a", false),
        ("$SYS/x", "#", false), ("$SYS/x", "+/x", false), ("$SYS/x", "$SYS/#", true),
        ("$SYS/x", "$SYS/+", true), ("$SYS", "$SYS/#", true), ("a/$b", "a/+", true),
        ("e\u{301}", "é", false), ("a/b", "a/b/#", true), ("a/b", "a/b/c/#", false),
    ])
    func `a filter matches the topics it should`(topic: String, filter: String, wanted: Bool) {
        #expect(TopicFilter.matches(topic: topic, filter: filter) == wanted)
        #expect(naiveMatch(topic: topic, filter: filter) == wanted)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `matching agrees with the book on random topics`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func level(_ choices: [String]) -> String { choices[random.below(choices.count)] }
        var hits = 0
        for _ in 0..<2000 {
            let topic = (0...random.below(4)).map { _ in level(["a", "b", "", "ab", "$a"]) }
                .joined(separator: "/")
            var levels = (0...random.below(4)).map { _ in level(["a", "b", "", "+", "+", "$a"]) }
            if random.below(3) == 0 { levels.append("#") }
            let filter = levels.joined(separator: "/")
            guard TopicName.isValid(topic), TopicFilter.isValid(filter) else { continue }
            let wanted = naiveMatch(topic: topic, filter: filter)
            #expect(
                TopicFilter.matches(topic: topic, filter: filter) == wanted,
                "seed \(seed): topic \(topic), filter \(filter)")
            if wanted { hits += 1 }
        }
        #expect(hits > 50)
    }

    /// §4.7 read aloud: level by level.
    private func naiveMatch(topic: String, filter: String) -> Bool {
        let topics = topic.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let filters = filter.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let many = Array("#".utf8)
        let one = Array("+".utf8)
        if topic.utf8.first == 0x24, ["#", "+"].contains(filter.prefix(1)) { return false }
        for (index, level) in filters.enumerated() {
            if Array(level) == many { return true }
            guard index < topics.count else { return false }
            if Array(level) != one, Array(level) != Array(topics[index]) { return false }
        }
        return filters.count == topics.count
    }
}
