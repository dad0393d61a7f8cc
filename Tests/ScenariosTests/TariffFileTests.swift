import Foundation
import Measures
import Scenarios
import Testing
import YAML

/// Files of tariffs: understood, explained, and refused where a bill would be wrong.
@Suite struct TariffFileTests {
    static func tariffs(_ text: String) throws -> [Tariff] {
        try Tariff.all(parsing: Array(text.utf8), file: "t.yaml")
    }

    /// A tariff `t` with more to say, from line 4 on.
    static func tariff(_ more: String) -> String {
        "tariffs:\n  t:\n    {about: A, currency: USD, as-of: 2026-11-26,\n    \(more)}\n"
    }

    @Test func `every key finds its place`() throws {
        let text = """
            tariffs:
              all-of-it:
                about: Everything at once
                currency: EUR
                as-of: 2024-02-29
                source: nobody
                monthly: 1.25
                data:
                  price: 0.10
                  per: 1MiB
                  tiers: [{above: 1000, price: 0.05}]
                  rounds: session
                  block: 1KB
                  minimum: 50
                  included: 5MB
                messages:
                  price: 5
                  per: 1_000_000
                  tiers: {above: 10, price: 0.000000001}
                  block: 5KiB
                  bills: [topics, pings, connects, subscriptions, acknowledgements, responses]
                minutes: {price: 0.08, per: 1000000, tiers: [{above: 7, price: 0}]}
                free: {messages: 3, minutes: 4}
              fee-alone: {about: A fee, currency: USD, as-of: 2026-11-26, monthly: 2}
            """
        let read = try Self.tariffs(text)
        #expect(read.map(\.name) == ["all-of-it", "fee-alone"])
        var expected = Tariff(name: "all-of-it")
        (expected.about, expected.currency) = ("Everything at once", "EUR")
        (expected.asOf, expected.source) = ("2024-02-29", "nobody")
        expected.monthly = Money(nanos: 1_250_000_000)
        var data = Tariff.DataCharge()
        data.rate = .init(
            Money(nanos: 100_000_000), per: 1_048_576,
            tiers: [.init(above: 1000, price: Money(nanos: 50_000_000))])
        (data.rounding, data.block, data.minimum, data.included) = (.session, 1000, 50, 5_000_000)
        expected.data = data
        var messages = Tariff.MessageCharge()
        messages.rate = .init(
            Money(nanos: 5_000_000_000), per: 1_000_000,
            tiers: [.init(above: 10, price: Money(nanos: 1))])
        messages.block = 5120
        messages.bills = Set(Tariff.MessageCharge.Extra.allCases)
        expected.messages = messages
        expected.minutes = .init(
            Money(nanos: 80_000_000), per: 1_000_000, tiers: [.init(above: 7, price: .zero)])
        (expected.free.messages, expected.free.minutes) = (3, 4)
        #expect(read[0] == expected)
        #expect(read[1].monthly == Money(nanos: 2_000_000_000) && read[1].data == nil)
    }

    @Test(arguments: mistakes)
    func `a mistake is told with file, line and column`(_ mistake: Mistake) {
        let problem = #expect(throws: Problem.self) { try Self.tariffs(mistake.text) }
        #expect(problem?.description == mistake.message)
    }

    /// A file, and the whole message about it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String

        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }

        /// What is no price, written as one.
        init(price: String) {
            text = tariff("monthly: \(price)")
            message =
                "t.yaml:4:14: \"\(price.filter { $0 != "'" })\" is no price; write it like 0.08, "
                + "with at most nine digits before and after the point, and the currency in "
                + "\"currency\""
        }

        var testDescription: String { message }
    }

    static let mistakes: [Mistake] = [
        Mistake("", #"t.yaml:1:1: a tariff file is written as keys and values, not as nothing"#),
        Mistake(
            "tariffs: {}\n",
            "t.yaml:1:10: tariffs are written as names and values, not as a mapping"),
        Mistake(
            "tarifs: {}\n",
            #"t.yaml:1:1: "tarifs" is no key of a tariff file; did you mean "tariffs"? "#
                + "There are: tariffs"
        ),
        Mistake(
            tariff(""),
            #"t.yaml:3:5: "t" asks for nothing; write data, messages, minutes or monthly"#
        ),
        Mistake(
            tariff("monthly: 0"),
            #"t.yaml:3:5: "t" asks for nothing; write data, messages, minutes or monthly"#
        ),
        Mistake(price: "-1"),
        Mistake(price: "1e3"),
        Mistake(price: "0.1234567891"),
        Mistake(price: "'1'"),
        Mistake(price: "$1"),
        Mistake(
            tariff("montly: 1"),
            #"t.yaml:4:5: "montly" is no key of a tariff; did you mean "monthly"? There are: about, "#
                + "currency, as-of, source, monthly, data, messages, minutes, free"
        ),
        Mistake(
            tariff("data: {price: 1}"),
            #"t.yaml:4:11: a data charge needs "per", which is missing here"#
        ),
        Mistake(
            tariff("data: {price: 1, per: 0}"),
            "t.yaml:4:27: 0 is outside 1…1099511627776 bytes"
        ),
        Mistake(
            tariff("data: {price: 1, per: 1MB, block: 0}"),
            "t.yaml:4:39: 0 is outside 1…1073741824 bytes"
        ),
        Mistake(
            tariff("data: {price: 1, per: 1MB, rounds: sesion}"),
            #"t.yaml:4:40: "sesion" is no way of rounding; did you mean "session"? There are: "#
                + "message, session, day, month"
        ),
        Mistake(
            tariff("messages: {price: 1, per: 1000000, block: 512, bills: [pings, pings]}"),
            #"t.yaml:4:59: something stands twice in "bills"; write each once"#
        ),
        Mistake(
            tariff("messages: {price: 1, per: 1000000, block: 512, bills: ping}"),
            #"t.yaml:4:59: "ping" is no thing that may be billed; did you mean "pings"? There are: "#
                + "topics, pings, connects, subscriptions, acknowledgements, responses"
        ),
        Mistake(
            tariff(
                "minutes: {price: 1, per: 1, tiers: [{above: 9, price: 1}, {above: 9, price: 1}]}"),
            "t.yaml:4:40: each tier begins above the one before; sort them by \"above\""
        ),
        Mistake(
            tariff("monthly: 1").replacing("USD", with: "usd"),
            #"t.yaml:3:26: "usd" is no currency; write it like USD or EUR"#
        ),
        Mistake(
            tariff("monthly: 1").replacing("2026-11-26", with: "2026-02-29"),
            #"t.yaml:3:38: "2026-02-29" is no date; write it like 2026-11-26"#
        ),
        Mistake(
            tariff("monthly: 1").replacing("2026-11-26", with: "26.11.2026"),
            #"t.yaml:3:38: "26.11.2026" is no date; write it like 2026-11-26"#
        ),
        Mistake(
            tariff("monthly: 1").replacing("  t:", with: "  \"t|x\":"),
            #"t.yaml:2:3: "t|x" is no name for a tariff; use at most 20 letters, digits, - _ and ."#
        ),
    ]

    @Test func `a file and a folder hold at most what a report can show`() throws {
        let names = (1...33).map {
            "  t\($0): {about: A, currency: USD, as-of: 2026-11-26, monthly: 1}\n"
        }
        let problem = #expect(throws: Problem.self) {
            try Self.tariffs("tariffs:\n" + names.joined())
        }
        #expect(
            problem?.description
                == "t.yaml:2:3: these are 33 tariffs; a file holds at most 32")
        let halves = [("a.yaml", names[..<17]), ("b.yaml", names[17...])].map {
            (name: $0.0, bytes: Array(("tariffs:\n" + $0.1.joined()).utf8))
        }
        let many = #expect(throws: Problem.self) { try Tariff.all(parsing: halves) }
        #expect(
            many?.description == "b.yaml: the files hold 33 tariffs; at most 32 are compared")
        #expect(try Tariff.all(parsing: [halves[0]]).count == 17)
    }

    @Test func `two files must not give one name`() {
        let bytes = Array(Self.tariff("monthly: 1").utf8)
        let problem = #expect(throws: Problem.self) {
            try Tariff.all(parsing: [("a.yaml", bytes), ("b.yaml", bytes)])
        }
        #expect(
            problem?.description
                == #"b.yaml:1:1: the tariff "t" is in a.yaml too; rename one of them"#)
    }

    @Test func `help lists every key of every block`() throws {
        try expectSnapshot(TariffHelp.text, "help-tariff.txt")
        for line in TariffHelp.text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        for block in TariffHelp.blocks {
            #expect(Set(block.keys.map(\.name)).count == block.keys.count)
            for key in block.keys { #expect(key.doc.hasSuffix("."), "\(block.name).\(key.name)") }
        }
    }
}
