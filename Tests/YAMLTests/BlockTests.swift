import Testing
import YAML

/// Mappings read by declared keys, and by hand.
@Suite struct BlockTests {
    struct Cake: Sendable {
        var name = ""
        var layers = 1
        var icing: String?
    }

    static let block = Block<Cake>(
        "cake", "Something to eat.",
        [
            Key("name", .name, \.name, .required, "What it is called."),
            Key(
                "layers", .wholeNumber(in: 1...9), \.layers, .otherwise("1"), "How high it is.",
                example: "3"),
            Key("icing", .text, \.icing, .otherwise(""), "What is on it."),
        ])

    static func read(_ text: String) throws(Problem) -> Cake {
        var cake = Cake()
        try block.read(try Node(parsing: text, file: "c.yaml"), into: &cake)
        return cake
    }

    @Test
    func `keys set properties and leave the defaults of others`() throws {
        let cake = try Self.read("name: sacher\nicing: chocolate\n")
        #expect(cake.name == "sacher")
        #expect(cake.layers == 1)
        #expect(cake.icing == "chocolate")
    }

    static let mistakes: [(String, String)] = [
        (
            "nam: x\n",
            #"c.yaml:1:1: "nam" is no key of a cake; did you mean "name"? "#
                + "There are: name, layers, icing"
        ),
        (
            "name: x\nlayres: 2\n",
            #"c.yaml:2:1: "layres" is no key of a cake; did you mean "layers"? "#
                + "There are: name, layers, icing"
        ),
        (
            "name: x\ncandles: 2\n",
            #"c.yaml:2:1: "candles" is no key of a cake; there are: name, layers, icing"#
        ),
        ("layers: 2\n", #"c.yaml:1:1: a cake needs "name", which is missing here"#),
        ("name: x\nlayers: 12\n", "c.yaml:2:9: 12 is outside 1…9"),
        ("- name\n", "c.yaml:1:1: a cake is written as keys and values, not as a list"),
        ("", "c.yaml:1:1: a cake is written as keys and values, not as nothing"),
    ]

    @Test(arguments: mistakes)
    func `a mistake names the key and what there is`(_ text: String, _ message: String) {
        let problem = #expect(throws: Problem.self) { try Self.read(text) }
        #expect(problem?.description == message)
    }

    @Test
    func `help prints what the reader reads`() {
        #expect(
            Self.block.help.text == """
                cake: Something to eat.
                  name: NAME  (required)
                      What it is called.
                  layers: 1…9  (otherwise 1)
                      How high it is.
                      Example: layers: 3
                  icing: TEXT
                      What is on it.

                """)
    }

    @Test
    func `fields taken by hand leave no key unread`() throws {
        let node = try Node(parsing: "a: 1\nb: 2\n", file: "f.yaml")
        var fields = try Fields(node, of: "thing")
        #expect(try fields.take("a").text == "1")
        #expect(fields.optional("c") == nil)
        let unread = #expect(throws: Problem.self) { try fields.end() }
        #expect(
            unread?.description
                == #"f.yaml:2:1: "b" is no key of a thing; there are: a, c"#)
        #expect(fields.optional("b") != nil)
        try fields.end()
    }

    static let names = ["turbine", "sprinkler", "truck", "keep-alive"]
    static let meant: [(String, String?)] = [
        ("turbin", "turbine"), ("trubine", "turbine"), ("Truck", "truck"), ("trukc", "truck"),
        ("keepalive", "keep-alive"), ("keep_alive", "keep-alive"), ("car", nil), ("", nil),
    ]

    @Test(arguments: meant)
    func `the nearest name is suggested if it is near`(_ text: String, _ name: String?) {
        #expect(text.nearest(in: Self.names) == name)
    }
}
