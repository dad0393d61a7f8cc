import Base

/// What a reader sees first: the verdict, the figures that matter, the checks.
extension HTML {
    static func banner(_ report: Report) -> String {
        let name = report.scenario.name.isEmpty ? "run" : report.scenario.name
        let about = report.scenario.about
        let facts = [
            report.brokerName, report.started, Figure.duration(report.duration),
            "seed \(report.scenario.seed)",
        ]
        return """
            <header class="banner">
            <div class="inner">
            <p class="scenario">\(Escape.markup(name))</p>
            <h1><span class="mark" aria-hidden="true">\(mark(report.verdict))</span> \
            \(report.verdict.rawValue.capitalizedFirst)\(remark(report))</h1>
            <p class="summary">\(Escape.markup(report.findings.capitalizedFirst))</p>
            \(complaints(report))
            \(about.isEmpty ? "" : "<p class=\"about\">\(Escape.markup(about))</p>")
            <ul class="facts">\(facts.filter { !$0.isEmpty }.map { "<li>\(Escape.markup($0))</li>" }
                .joined())</ul>
            </div>
            </header>
            """
    }

    /// What stands beside the verdict when certificates or the generator are not to be trusted.
    private static func remark(_ report: Report) -> String {
        guard !report.remarks.isEmpty else { return "" }
        return " <span class=\"generator\">(\(report.remarks.joined(separator: "; ")))</span>"
    }

    static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .passed, .tolerated: "✓"
        case .failed: "✕"
        case .skipped: "–"
        case .inconclusive: "?"
        case .interrupted: "!"
        }
    }

    /// What failed, where nobody has to look for it.
    private static func complaints(_ report: Report) -> String {
        let most = 8
        var checks = report.complaints.prefix(most).map { check in
            let title = check.title.isEmpty ? check.id : check.title
            let detail = check.detail.isEmpty ? "" : " — \(Escape.markup(check.detail))"
            return "<li><strong>\(Escape.markup(title))</strong>\(detail)</li>"
        }
        let rest = report.complaints.count - most
        if rest > 0 { checks.append("<li>and \(Figure.count(rest)) more, listed below</li>") }
        if let remark = report.insecurityRemark {
            checks.append(
                "<li><strong>\(remark.capitalizedFirst)</strong> — \(report.insecurityReason)</li>")
        }
        if let remark = report.generatorRemark {
            checks += report.generatorReasons.map { reason in
                "<li><strong>\(remark.capitalizedFirst)</strong> — \(Escape.markup(reason))</li>"
            }
        }
        let warnings = report.warnings.map { "<li class=\"note\">\(Escape.markup($0))</li>" }
        let items = checks + warnings
        return items.isEmpty ? "" : "<ul class=\"complaints\">\(items.joined())</ul>"
    }

    private static func figure(_ duration: Duration?) -> String {
        duration.map(Figure.duration) ?? "–"
    }

    static func keyFigures(_ report: Report) -> String {
        let messages = report.messages.all
        var cards = [
            card(
                "Delivered", Figure.count(messages.delivered),
                "\(Figure.count(messages.published)) published"),
            report.judgesDeliveries
                ? card(
                    "Lost", Figure.count(messages.lost),
                    "\(Figure.count(messages.duplicated)) duplicated, "
                        + "\(Figure.count(messages.corrupted)) corrupted",
                    tone: messages.lost == 0 ? "good" : "bad")
                : card("Lost", "–", "deliveries are judged elsewhere"),
        ]
        if let latency = report.latency[.endToEnd] {
            cards.append(
                card(
                    "End to end, p99", figure(latency.p99),
                    "p50 \(figure(latency.p50)), max \(figure(latency.max))"))
        }
        if let rate = report.throughput {
            cards.append(
                card(
                    "Throughput", Figure.number(rate) + "/s",
                    "published, over \(Figure.duration(report.duration))"))
        }
        cards.append(
            card(
                "Devices", Figure.count(report.fleet.connected),
                "of \(Figure.count(report.fleet.devices)) connected, "
                    + "\(Figure.count(report.fleet.reconnects)) reconnects"))
        if let bytes = report.bytes.perMessage {
            cards.append(
                card(
                    "Bytes/message", Figure.number(bytes),
                    "\(Figure.share(report.bytes.payload, of: report.bytes.total)) of it payload"))
        }
        if report.wills.expected + report.wills.spurious > 0 {
            cards.append(
                card(
                    "Wills", Figure.count(report.wills.delivered),
                    "of \(Figure.count(report.wills.expected)) expected, "
                        + "\(Figure.count(report.wills.spurious)) spurious",
                    tone: report.wills.missing + report.wills.spurious == 0 ? "" : "bad"))
        }
        if let identities = report.identities {
            cards.append(
                card(
                    "Wrongly let in", Figure.count(identities.letIn),
                    "of \(Figure.count(identities.flawed)) with flawed identities, "
                        + "\(Figure.count(identities.wronglyRefused)) wrongly refused",
                    tone: identities.letIn + identities.wronglyRefused == 0 ? "good" : "bad"))
        }
        return """
            <section aria-label="Key figures" class="cards">
            \(cards.joined(separator: "\n"))
            </section>
            """
    }

    private static func card(
        _ title: String, _ value: String, _ note: String, tone: String = ""
    ) -> String {
        """
        <div class="card \(tone)"><h2>\(title)</h2>\
        <p class="value\(value.count > 9 ? " long" : "")">\(value)</p>\
        <p class="note">\(note)</p></div>
        """
    }

    static func checks(_ report: Report) -> String {
        guard !report.checks.isEmpty else { return "" }
        let rows = report.checks.map { check in
            let title = check.title.isEmpty ? check.id : check.title
            let verdict = check.verdict.rawValue
            // An expectation begins with its identifier; a case of a catalogue does not.
            let id = title.hasPrefix(check.id) ? "" : check.id
            let small = id.isEmpty ? "" : "<span class=\"id\">\(Escape.markup(id))</span>"
            return """
                <tr><td><span class="badge \(verdict)">\(verdict)</span></td>\
                <td>\(Escape.markup(title))\(small)</td><td>\(Escape.markup(check.detail))</td></tr>
                """
        }
        return """
            <section class="panel checks" aria-labelledby="checks">
            <h2 id="checks">Checks</h2>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Verdict</th><th scope="col">Check</th>\
            <th scope="col">What was seen</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            </section>
            """
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
