extension DeviceModel {
    /// Everything that keeps the model from being played, one sentence each; empty for a good one.
    package func problems() -> [String] { flaws().map(\.description) }

    /// Everything that keeps the model from being played; empty for a good one.
    package func flaws() -> [Flaw] {
        var examination = Examination()
        examination.within("name") { $0.expect(!name.isEmpty, "a model needs a name") }
        examineFields(&examination)
        for message in messages {
            examination.within("messages", message.name) { examine(message, &$0) }
        }
        for command in commands {
            examination.within("commands", command.name) { examine(command, &$0) }
        }
        examination.within("messages") { $0.expectUnique(messages.map(\.name), "message") }
        examination.within("commands") { $0.expectUnique(commands.map(\.name), "command") }
        if let shadow { examination.within("shadow") { examine(shadow, &$0) } }
        if let will {
            examination.within("will") {
                examineWords(topic: will.topic, payload: will.payload, qos: will.qos, &$0)
            }
        }
        if let greeting {
            examination.within("greeting") {
                examineWords(
                    topic: greeting.topic, payload: greeting.payload, qos: greeting.qos, &$0)
            }
        }
        if let outage { examination.within("outage") { examine(outage, &$0) } }
        if let route { examination.within("route") { route.examine(&$0) } }
        return examination.flaws
    }

    private func examine(_ message: Message, _ examination: inout Examination) {
        examination.within("topic") { $0.expectTemplate(message.topic, Template.topic) }
        examination.within("every") {
            let (_, attoseconds) = message.every.components
            $0.expect(
                message.every >= .milliseconds(1) && attoseconds % 1_000_000_000_000_000 == 0,
                "an interval is a whole number of milliseconds, at least 1ms")
        }
        examination.within("fields") {
            let isFilled = (message.payloadBytes ?? -1) >= 0
            $0.expect(message.fields.isEmpty == isFilled, "a message needs at least one field")
            expectFields(message.fields, &$0)
        }
        examineQoS(message.qos, &examination)
    }

    private func examine(_ command: Command, _ examination: inout Examination) {
        examination.within("topic") { $0.expectTemplate(command.topic, Template.topic) }
        if let answer = command.answer {
            examination.within("answer") { $0.expectTemplate(answer, Template.topic) }
        }
        examination.within("sets") { expectStates(command.sets, &$0) }
        examination.within("answers") { expectFields(command.answers, &$0) }
        examineQoS(command.qos, &examination)
    }

    private func examine(_ shadow: Shadow, _ examination: inout Examination) {
        examination.within("reports") {
            expectFields(shadow.reports, &$0)
            for case let field? in shadow.reports.map({ self[$0] }) {
                let changes = field.source == .timestamp || field.source == .number
                $0.expect(!changes, "“\(field.name)” belongs to messages, not to a state")
            }
        }
        examination.within("obeys") { expectStates(shadow.obeys, &$0) }
    }

    private func examine(_ outage: Outage, _ examination: inout Examination) {
        examination.within("field") {
            expectFields([outage.field], &$0)
            guard let field = self[outage.field] else { return }
            let hasValue = field.isNumeric || field.words != nil
            $0.expect(hasValue, "“\(field.name)” is neither a number nor a state")
        }
    }

    private func examineWords(
        topic: String, payload: String, qos: UInt8, _ examination: inout Examination
    ) {
        examination.within("topic") { $0.expectTemplate(topic, Template.topic) }
        examination.within("payload") { $0.expectTemplate(payload, Template.words) }
        examineQoS(qos, &examination)
    }

    private func examineQoS(_ qos: UInt8, _ examination: inout Examination) {
        examination.within("qos") { $0.expect(qos <= 2, "there is no QoS \(qos); write 0, 1 or 2") }
    }

    private func expectFields(_ names: [String], _ examination: inout Examination) {
        examination.expectUnique(names, "field")
        for name in names where self[name] == nil {
            let known = fields.map(\.name).joined(separator: ", ")
            examination.report("there is no field “\(name)”; there are \(known)")
        }
    }

    private func expectStates(_ names: [String], _ examination: inout Examination) {
        expectFields(names, &examination)
        for case let field? in names.map({ self[$0] }) {
            guard case .state = field.source else {
                examination.report("“\(field.name)” is no state, so nothing can set it")
                continue
            }
        }
    }

    /// The field of that name.
    package subscript(name: String) -> Field? { fields.first { $0.name == name } }
}
