package import Measures
package import YAML

/// Every key of a file of tariffs: what reads it, and what `gale help tariff` prints of it.
package enum TariffKeys {
    /// A file as far as it was read.
    package struct File: Sendable {
        var tariffs: [Tariff] = []
    }

    package static let file = Block<File>(
        "tariff file", "Tariffs by name.",
        [Key("tariffs", tariffs, \.tariffs, .required, "Their names, and what each asks.")])

    package static let tariff = Block<Tariff>(
        "tariff", "What somebody asks for carrying or handling messages; at least one charge.",
        [
            Key("about", .text, \.about, .required, "One line for the report."),
            Key(
                "currency", .currency, \.currency, .required, "Of every price of the tariff.",
                example: "USD"),
            Key("as-of", .date, \.asOf, .required, "The day on which these prices were read."),
            Key(
                "source", .text, \.source, .otherwise("not told"), "Where the prices were found."),
            Key(
                "monthly", .price, \.monthly, .otherwise("0"),
                "For each device, whatever it does."),
            Key(
                "data", data.form { .init() }, \.data, nothing,
                "For bytes on the wire; see data charge."),
            Key(
                "messages", messages.form { .init() }, \.messages, nothing,
                "For messages in blocks; see message charge."),
            Key(
                "minutes", minutes.form { .init(.zero, per: 1) }, \.minutes, nothing,
                "For each connected minute; see minute charge."),
            Key(
                "free", free.form { .init() }, \.free, .otherwise("nothing"),
                "What an account has for nothing while it is new; see free tier."),
        ])

    package static let data = Block<Tariff.DataCharge>(
        "data charge", "For bytes on the wire, both directions and all headers.",
        [
            Key("price", .price, \.rate.price, .required, "For so many bytes as `per` says."),
            Key(
                "per", .size(in: 1...1 << 40), \.rate.per, .required,
                "MB is 1,000,000 bytes, MiB 1,048,576.", example: "1MB"),
            Key("tiers", tiers, \.rate.tiers, .otherwise("none"), tierDoc + " It counts bytes."),
            Key(
                "rounds", rounding, \.rounding, .otherwise("month"),
                "What is rounded up by itself: each message, opening and ping; each session of a "
                    + "connection; all of a day; all of a month."),
            Key(
                "block", .size(in: 1...1 << 30), \.block, .otherwise("1"),
                "Bytes to a multiple of which it is rounded up."),
            Key(
                "minimum", .size(in: 0...1 << 30), \.minimum, .otherwise("0"),
                "Bytes that what is rounded counts at least."),
            Key(
                "included", .size(in: 0...1 << 50), \.included, .otherwise("0"),
                "Bytes that each device has a month for `monthly`."),
        ])

    package static let messages = Block<Tariff.MessageCharge>(
        "message charge", "For messages in and out, in blocks.",
        [
            Key("price", .price, \.rate.price, .required, "For so many as `per` says."),
            Key("per", .count, \.rate.per, .required, "Messages.", example: "1000000"),
            Key(
                "tiers", tiers, \.rate.tiers, .otherwise("none"), tierDoc + " It counts messages."),
            Key(
                "block", .size(in: 1...1 << 30), \.block, .required,
                "Bytes that a message may have and be billed once.", example: "5KiB"),
            Key(
                "bills", extras, \.bills, .otherwise("payloads alone"),
                "What counts beside payloads: `topics` with them; `pings`, `connects`, "
                    + "`subscriptions`, `acknowledgements` of subscribers and HTTP `responses` "
                    + "as messages of their own.", example: "[topics, connects]"
            ),
        ])

    package static let minutes = Block<Tariff.Rate>(
        "minute charge", "For the time that MQTT connections are open; HTTP has none.",
        [
            Key("price", .price, \.price, .required, "For so many as `per` says."),
            Key("per", .count, \.per, .required, "Minutes.", example: "1000000"),
            Key("tiers", tiers, \.tiers, .otherwise("none"), tierDoc + " It counts minutes."),
        ])

    package static let free = Block<Tariff.Free>(
        "free tier",
        "What an account has for nothing while it is new, a month, all devices together.",
        [
            Key("messages", .count, \.messages, .otherwise("0"), "As they are billed."),
            Key("minutes", .count, \.minutes, .otherwise("0"), "Of connections."),
        ])

    package static let tier = Block<Tariff.Rate.Tier>(
        "tier", "A price for all beyond a number.",
        [
            Key("above", .count, \.above, .required, "The number; the next tier's is higher."),
            Key("price", .price, \.price, .required, "For so many as the rate's `per` says."),
        ])

    private static let nothing = KeyHelp.Need.otherwise("no charge")
    private static let tierDoc = "Prices for what is above a number; see tier."
}

extension TariffKeys {
    private static let rounding = Form.choice(
        [
            "message": Tariff.DataCharge.Rounding.message, "session": .session, "day": .day,
            "month": .month,
        ], isNo: "way of rounding")

    private static let extras = Form<[Tariff.MessageCharge.Extra]>.list(
        of: .choice(
            [
                "topics": .topics, "pings": .pings, "connects": .connects,
                "subscriptions": .subscriptions, "acknowledgements": .acknowledgements,
                "responses": .responses,
            ], isNo: "thing that may be billed")
    ).map("[THING, …]") {
        (extras, node) throws(Problem) in
        let set = Set(extras)
        guard set.count == extras.count else {
            throw node.problem("something stands twice in \"bills\"; write each once")
        }
        return set
    }

    private static let tiers = Form<[Tariff.Rate.Tier]>.list(
        of: tier.form { .init(above: 0, price: .zero) }
    ).map { (tiers, node) throws(Problem) in
        guard zip(tiers, tiers.dropFirst()).allSatisfy({ $0.above < $1.above }) else {
            throw node.problem("each tier begins above the one before; sort them by \"above\"")
        }
        return tiers
    }

    /// The most tariffs of a file: a report has a column for each.
    static let most = 32

    private static let tariffs = Form<[Tariff]>("{NAME: TARIFF, …}") { (node) throws(Problem) in
        guard let entries = node.mapping, !entries.isEmpty else {
            throw node.problem("tariffs are written as names and values, not as \(node.summary)")
        }
        guard entries.count <= most else {
            throw node.problem("these are \(entries.count) tariffs; a file holds at most \(most)")
        }
        var tariffs: [Tariff] = []
        for entry in entries {
            let name = try Form.tariffName.read(
                Node(.text(entry.key, .plain), at: entry.place))
            var value = Tariff(name: name)
            try tariff.read(entry.value, into: &value)
            guard
                value.data != nil || value.messages != nil || value.minutes != nil
                    || value.monthly > .zero
            else {
                throw entry.value.problem(
                    "\(name.inQuotes) asks for nothing; write data, messages, minutes or monthly")
            }
            tariffs.append(value)
        }
        return tariffs
    }
}
