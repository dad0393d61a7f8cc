/// What was judged, and what went wrong.
extension Report {
    /// One expectation of a scenario, or one case of a catalogue, and what became of it.
    package struct Check: Record, Equatable {
        /// Stable for ever, such as `messages.lost`.
        package var id = ""
        package var title = ""
        package var verdict = Verdict.inconclusive
        /// What was seen; may be empty when it passed.
        package var detail = ""

        package init() {}

        package init(id: String, title: String, verdict: Verdict, detail: String) {
            self.id = id
            self.title = title
            self.verdict = verdict
            self.detail = detail
        }

        package static let fields: [Field<Check>] = [
            Field("id", \.id), Field("title", \.title), Field("verdict", \.verdict),
            Field("detail", \.detail),
        ]
    }

    /// What one application of the scenario received.
    package struct Application: Record, Equatable {
        package var name = ""
        package var delivered = 0
        package var lost = 0
        /// Published while the application was away, under a session that keeps nothing.
        package var missed = 0
        package var duplicated = 0

        package init() {}

        package init(name: String, delivered: Int, lost: Int, missed: Int, duplicated: Int) {
            self.name = name
            self.delivered = delivered
            self.lost = lost
            self.missed = missed
            self.duplicated = duplicated
        }

        package static let fields: [Field<Application>] = [
            Field("name", \.name), Field("delivered", \.delivered), Field("lost", \.lost),
            Field("missed", \.missed), Field("duplicated", \.duplicated),
        ]
    }

    /// Something that happened to the run: the broker went away, links were refused.
    package struct Fault: Record, Equatable {
        /// When it first happened, in seconds from the start; nil where that means nothing.
        package var seconds: Double?
        package var what = ""
        /// How often it happened.
        package var count = 1

        package init() {}

        package init(seconds: Double?, what: String, count: Int = 1) {
            self.seconds = seconds
            self.what = what
            self.count = count
        }

        package static let fields: [Field<Fault>] = [
            Field("seconds", \.seconds), Field("what", \.what), Field("count", \.count),
        ]
    }
}
