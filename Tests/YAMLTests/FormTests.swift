import Base
import Testing
import YAML

/// How values are written, and what is said about those that are not.
@Suite struct FormTests {
    static func node(_ text: String) throws -> Node {
        try #require(try Node(parsing: "k: \(text)\n", file: "f.yaml")["k"])
    }

    static let durations: [(String, Int64)] = [
        ("500us", 500_000), ("250ms", 250_000_000), ("30s", 30_000_000_000),
        ("1.5s", 1_500_000_000), ("5m", 300_000_000_000), ("2h", 7_200_000_000_000),
        ("1d", 86_400_000_000_000), ("0s", 0), ("\"30s\"", 30_000_000_000),
    ]

    @Test(arguments: durations)
    func `a duration is a number and its unit`(_ text: String, _ nanoseconds: Int64) throws {
        #expect(try Form<Duration>.duration.read(Self.node(text)).nanoseconds == nanoseconds)
    }

    /// What is printed can be read again.
    @Test
    func `the short form of a duration reads as itself`() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<1000 {
            let duration = Duration.milliseconds(random.below(1 << random.below(40) + 1))
            #expect(
                try Form.duration.read(Self.node(duration.short)) == duration, "\(duration.short)")
        }
    }

    static let rates: [(String, Double)] = [
        ("5000/s", 5000), ("30/m", 0.5), ("36/h", 0.01), ("0.5/s", 0.5),
    ]

    @Test(arguments: rates)
    func `a rate is a number over a unit of time`(_ text: String, _ perSecond: Double) throws {
        #expect(try Form.rate.read(Self.node(text)) == perSecond)
    }

    static let sizes: [(String, Int)] = [
        ("512", 512), ("1KiB", 1024), ("64KB", 64_000), ("1.5MiB", 1_572_864), ("2MB", 2_000_000),
        ("7B", 7), ("1GiB", 1 << 30),
    ]

    @Test(arguments: sizes)
    func `a size is in bytes`(_ text: String, _ bytes: Int) throws {
        #expect(try Form.size(in: 0...Int.max).read(Self.node(text)) == bytes)
    }

    static let shares: [(String, Double)] = [
        ("0%", 0), ("20%", 0.2), ("100%", 1), ("12.5%", 0.125),
    ]

    @Test(arguments: shares)
    func `a share is in percent`(_ text: String, _ share: Double) throws {
        #expect(try Form.share.read(Self.node(text)) == share)
    }

    static let values: [(String, JSON)] = [
        ("1", 1), ("-2.5", -2.5), ("true", true), ("null", .null), ("", .null), ("~", .null),
        ("\"on\"", "on"), ("'1'", "1"), ("word", "word"), ("[1, a]", [1, "a"]),
        ("{a: {b: false}}", ["a": ["b": false]]), ("1e3", 1000.0), ("007", "007"),
    ]

    @Test(arguments: values)
    func `any value becomes the JSON it looks like`(_ text: String, _ json: JSON) throws {
        #expect(try Self.node(text).json() == json)
    }

    /// A form by name, a text and the whole message.
    static let mistakes: [(any Reading, String, String)] = [
        (Form.duration, "30", #""30" is no duration; write 30s"#),
        (Form.duration, "5 s", #""5 s" is no duration; write 5s"#),
        (Form.duration, "5sec", #""5sec" is no duration; write 5s"#),
        (Form.duration, "2 Minutes", #""2 Minutes" is no duration; write 2m"#),
        (
            Form.duration, "soon",
            #""soon" is no duration; write it like 250ms, 30s, 5m, 2h or 1d"#
        ),
        (
            Form.duration, "-5s",
            #""-5s" is no duration; write it like 250ms, 30s, 5m, 2h or 1d"#
        ),
        (
            Form.duration, "5y",
            #""5y" is no duration; write it like 250ms, 30s, 5m, 2h or 1d"#
        ),
        (
            Form.duration, "99999999999d",
            "99999999999d is longer than 292 years"
        ),
        (
            Form.duration, "[1s]",
            "a list is no duration; write it like 250ms, 30s, 5m, 2h or 1d"
        ),
        (Form.duration, "", "nothing is no duration; write it like 250ms, 30s, 5m, 2h or 1d"),
        (Form.rate, "50", #""50" is no rate; write it like 50/s or 10/m"#),
        (Form.rate, "50/d", #""50/d" is no rate; write it like 50/s or 10/m"#),
        (Form.share, "20", #""20" is no share; write 20%"#),
        (Form.share, "0.2", #""0.2" is no share; write 20%"#),
        (Form.share, "half", #""half" is no share; write it like 20%"#),
        (Form.share, "120%", "120% is more than all; write at most 100%"),
        (Form.bool, "yes", #""yes" is neither true nor false; write true"#),
        (Form.bool, "off", #""off" is neither true nor false; write false"#),
        (Form.bool, "maybe", #""maybe" is neither true nor false; write true or false"#),
        (Form.bool, "\"true\"", #""true" is neither true nor false; write one of them"#),
        (Form.wholeNumber(in: 0...9), "10", "10 is outside 0…9"),
        (Form.wholeNumber(in: 0...9), "1.5", #""1.5" is no whole number"#),
        (Form.wholeNumber(in: 0...9), "0x1", #""0x1" is no whole number"#),
        (
            Form.wholeNumber(in: 0...9), "\"1\"",
            #"the quotes make "1" a text; write the whole number without them"#
        ),
        (Form.wholeNumber(in: 0...9), "", "a whole number belongs here, not nothing"),
        (Form<Double>.number(), "nan", #""nan" is no number"#),
        (Form<Double>.number(), "inf", #""inf" is no number"#),
        (Form<Double>.number(), "0x1p3", #""0x1p3" is no number"#),
        (Form<Double>.number(in: 0...1), "2", "2 is outside 0.0…1.0"),
        (Form.size(in: 0...9), "1kb", #""1kb" is no size; write it like 512, 64KB or 1KiB"#),
        (Form.size(in: 0...9), "1KB", "1KB is outside 0…9 bytes"),
        (Form.text, "{a: 1}", "a text belongs here, not a mapping"),
        (Form.text, "~", "a text belongs here, not nothing"),
        (Form.name, "\"\"", #"a name belongs here, not """#),
        (
            Form<Int>.choice(["red": 1, "green": 2], isNo: "colour"), "gren",
            #""gren" is no colour; did you mean "green"? There are: red, green"#
        ),
        (
            Form<Int>.choice(["red": 1, "green": 2], isNo: "colour"), "[red]",
            "one of red, green belongs here, not a list"
        ),
        (Form.json, "on", #"on can mean true or the word; write true or "on""#),
        (Form.json, "No", #"No can mean false or the word; write false or "No""#),
    ]

    @Test(arguments: mistakes)
    func `a value of another form is told apart`(
        _ form: any Reading, _ text: String, _ message: String
    ) throws {
        let node = try Self.node(text)
        let problem = #expect(throws: Problem.self) { try form.readAny(node) }
        #expect(problem?.message == message)
        #expect(problem?.place.line == 1)
    }
}

/// Any form, for tables of mistakes.
protocol Reading: Sendable {
    func readAny(_ node: Node) throws
}

extension Form: Reading {
    func readAny(_ node: Node) throws { _ = try read(node) }
}
