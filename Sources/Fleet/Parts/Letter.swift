import Base

/// What gales that play a run together write to each other, as JSON over the broker.
///
/// - Unit: instants are nanoseconds of the clock with which their writer stamps messages.
package struct Letter: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case hello(Hello)
        /// Asks what the other clock shows; `sent` is when the question left.
        case ping(sent: Int64)
        case answer(sent: Int64, shown: Int64)
        case counts(CountPage)
        /// The writer is no longer there: its Will, or its last word.
        case gone
    }

    /// Who a gale is and how far it has got; said again and again.
    package struct Hello: Equatable, Sendable {
        /// The names that it plays.
        package var names: [String]
        /// What all plans of one run have in common.
        package var plan: String
        /// Tells kernels apart, each of which has one clock; empty where unknown.
        package var kernel: String
        /// Whether its applications have their subscriptions, and it knows everybody's clock.
        package var isReady = false
        /// When the run begins; nil until one of them has decided.
        package var begins: Int64?
    }

    package var from: String
    package var content: Content
}

extension Letter {
    package var bytes: [UInt8] {
        var members: JSON.Members = ["from": .string(from)]
        switch content {
        case .hello(let hello):
            members["kind"] = "hello"
            members["names"] = .array(hello.names.map(JSON.string))
            members["plan"] = .string(hello.plan)
            members["kernel"] = .string(hello.kernel)
            members["ready"] = .bool(hello.isReady)
            members["begins"] = hello.begins.map(JSON.integer) ?? .null
        case .ping(let sent):
            members["kind"] = "ping"
            members["sent"] = .integer(sent)
        case .answer(let sent, let shown):
            members["kind"] = "answer"
            members["sent"] = .integer(sent)
            members["shown"] = .integer(shown)
        case .counts(let page):
            members["kind"] = "counts"
            members["revision"] = .integer(Int64(page.revision))
            members["page"] = .integer(Int64(page.number))
            members["of"] = .integer(Int64(page.of))
            members["streams"] = .array(page.streams.map(\.json))
        case .gone: members["kind"] = "gone"
        }
        return Array(JSON.object(members).compact.utf8)
    }

    /// Nil for what no gale has written.
    package init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let from = json["from"]?.string else {
            return nil
        }
        self.from = from
        switch json["kind"]?.string {
        case "hello":
            guard let hello = Hello(json) else { return nil }
            content = .hello(hello)
        case "ping":
            guard let sent = json["sent"]?.integer else { return nil }
            content = .ping(sent: sent)
        case "answer":
            guard let sent = json["sent"]?.integer, let shown = json["shown"]?.integer else {
                return nil
            }
            content = .answer(sent: sent, shown: shown)
        case "counts":
            guard let page = CountPage(json) else { return nil }
            content = .counts(page)
        case "gone": content = .gone
        default: return nil
        }
    }
}

extension Letter.Hello {
    fileprivate init?(_ json: JSON) {
        guard let names = json["names"]?.array?.compactMap(\.string), !names.isEmpty,
            let plan = json["plan"]?.string, let kernel = json["kernel"]?.string,
            let isReady = json["ready"]?.bool
        else { return nil }
        self.init(
            names: names, plan: plan, kernel: kernel, isReady: isReady,
            begins: json["begins"]?.integer)
    }
}
