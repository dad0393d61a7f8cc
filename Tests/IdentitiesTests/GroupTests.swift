import Identities
import Testing

/// Attributes and the hierarchy of groups.
@Suite struct GroupTests {
    static func set() throws -> IdentitySet {
        let set = try IdentitySet()
        try set.establish(Lineage(validFor: year), keepsRootKey: true, at: now)
        var batch = try Batch.few(12)
        batch.groups = [
            try Template(parsing: "europe/north/site-{id/5}"), try Template(parsing: "hand-{id%3}"),
        ]
        batch.attributes = [
            ("site", try Template(parsing: "{id/5}")), ("model", try Template(parsing: "m2")),
        ]
        try set.make(batch)
        batch = try .few(2, "pump-{id}")
        batch.groups = [try Template(parsing: "europe"), try Template(parsing: "europe")]
        try set.make(batch)
        return set
    }

    @Test(
        arguments: [
            ("europe", Array(1...14)), ("europe/north", Array(1...12)),
            ("europe/north/site-0", [1, 2, 3, 4, 5]), ("europe/north/site-2", [11, 12]),
            ("hand-1", [2, 5, 8, 11]),
        ] as [(String, [Int])])
    func `a group holds what is in it and below it, by number`(
        group: String, numbers: [Int]
    ) throws {
        let set = try Self.set()
        #expect(try set.numbers(in: group) == numbers)
        #expect(try set.credentials(in: group).map(\.number) == numbers)
    }

    @Test
    func `groups are counted with those below`() throws {
        let set = try Self.set()
        let groups = try set.groups(atMost: 100)
        #expect(
            groups.map { "\($0.path) \($0.things)" } == [
                "europe 14", "europe/north 12", "europe/north/site-0 5", "europe/north/site-1 5",
                "europe/north/site-2 2", "hand-0 4", "hand-1 4", "hand-2 4",
            ])
        #expect(try set.groupCount == 8 && set.groups(atMost: 3).count == 3)
    }

    @Test
    func `a thing knows its own groups and its attributes`() throws {
        let thing = try #require(try Self.set().thing(6))
        #expect(thing.groups == ["europe/north/site-1", "hand-2"])
        #expect(thing.attributes == [.init("model", "m2"), .init("site", "1")])
        #expect(try Self.set().thing(13)?.groups == ["europe"])
    }

    @Test(arguments: ["asia", "north", "europe/", "Europe", ""])
    func `a group that is not there is named, with those that are`(group: String) throws {
        let set = try Self.set()
        let error = #expect(throws: IdentityError.self) { try set.things(in: group) }
        #expect(error?.message.contains("no group “\(group)”; there are europe, ") == true)
        #expect(throws: try #require(error)) { try set.credentials(in: group) }
    }

    @Test(
        arguments: [
            ("", "an empty level"), ("/a", "an empty level"), ("a//b", "an empty level"),
            ("a;b", "no “;”"), ("a\nb", "unlike “ab”"),
            (String(repeating: "a/", count: 16) + "a", "at most 16 levels"),
            (String(repeating: "x", count: 513), "512 bytes"),
        ] as [(String, String)])
    func `a path that cannot be is refused in a sentence`(path: String, message: String) throws {
        var batch = try Batch.few(1)
        batch.groups = [try Template(parsing: path)]
        let error = #expect(throws: IdentityError.self) { try IdentitySet.made(batch, at: now) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ([("", "x")], "1 to 128 bytes"), ([("a", "")], "“a” has 1 to 4096 bytes, not 0"),
            ([("a", "x"), ("a", "y")], "“a” comes twice"), ([("a\nb", "x")], "unlike “ab”"),
            ([("a", String(repeating: "x", count: 4097))], "not 4097"),
        ] as [([(String, String)], String)])
    func `an attribute that cannot be is refused in a sentence`(
        attributes: [(String, String)], message: String
    ) throws {
        var batch = try Batch.few(1)
        batch.attributes = try attributes.map { ($0.0, try Template(parsing: $0.1)) }
        let error = #expect(throws: IdentityError.self) { try IdentitySet.made(batch, at: now) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
