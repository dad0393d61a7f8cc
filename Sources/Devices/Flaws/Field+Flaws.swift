extension DeviceModel {
    func examineFields(_ examination: inout Examination) {
        examination.within("fields") { examination in
            examination.expectUnique(fields.map(\.name), "field")
            for field in fields {
                examination.within(field.name) { examine(field, &$0) }
            }
        }
    }

    private func examine(_ field: Field, _ examination: inout Examination) {
        examination.expect(!field.name.isEmpty, "a field needs a name")
        if field.isNumeric {
            examineNumber(field, &examination)
        } else {
            examination.within("unit") {
                $0.expect(field.unit.isEmpty, "only a number has a unit")
            }
        }
        examineSource(of: field, &examination)
    }

    private func examineNumber(_ field: Field, _ examination: inout Examination) {
        examination.within("unit") {
            $0.expect(
                Unit.known.contains(field.unit),
                "“\(field.unit)” is no unit; there are \(Unit.known.joined(separator: ", "))")
        }
        examination.within("decimals") {
            $0.expect(
                (0...Decimal.mostDecimals).contains(field.decimals),
                "a number has 0 to \(Decimal.mostDecimals) decimals")
        }
        examination.within("noise") {
            $0.expect(
                field.noise >= 0 && field.noise.isFinite, "noise is a number from 0 upwards")
        }
        guard let range = field.range else {
            return examination.report("a number needs a range, such as [0, 100]")
        }
        examination.within("range") {
            let digits = max(range.lowerBound.magnitude, range.upperBound.magnitude)
            $0.expect(
                digits * Decimal.power(min(field.decimals, 9)) < 9e15,
                "more than 15 digits cannot be printed; narrow the range or the decimals")
        }
    }

    private func examineSource(of field: Field, _ examination: inout Examination) {
        switch field.source {
        case .timestamp, .number: break
        case .text(let text):
            examination.within("text") { $0.expectTemplate(text, Template.words) }
        case .state(let state):
            examination.within("state") { state.examine(range: field.range, &$0) }
        case .choice(let choices, let every):
            examination.within("choice") {
                $0.expect(!choices.isEmpty, "a choice needs at least one word")
                $0.expectUnique(choices.map(\.word), "word")
                let isFair = choices.allSatisfy { $0.weight > 0 && $0.weight.isFinite }
                $0.expect(isFair, "every weight is a number above 0")
                $0.expect(every > .zero, "“every” is a duration above 0s")
            }
        case .signal(let signal):
            examination.within(signal.key) {
                signal.examine(of: field, in: self, &$0)
                $0.expect(
                    !isCircular(field), "the field depends on itself, by way of others or directly")
            }
        case .route:
            examination.within("route") {
                $0.expect(route != nil, "the model has no route; write one")
            }
        }
    }

    /// Whether following what `field` depends on leads back to it.
    private func isCircular(_ field: Field) -> Bool {
        var reached: Set<String> = []
        var next = field.source.dependencies
        while let name = next.popLast() {
            if name == field.name { return true }
            guard reached.insert(name).inserted, let other = self[name] else { continue }
            next += other.source.dependencies
        }
        return false
    }
}

extension DeviceModel.Field.State {
    fileprivate func examine(range: ClosedRange<Double>?, _ examination: inout Examination) {
        switch self {
        case .boolean: break
        case .words(let words, let initial):
            examination.expect(!words.isEmpty, "a state needs at least one word")
            examination.expectUnique(words, "word")
            examination.expect(
                words.indices.contains(initial), "the initial word is none of the state's")
        case .number(let initial):
            examination.expect(
                range?.contains(initial) ?? true, "the initial \(initial) is outside the range")
        }
    }
}
