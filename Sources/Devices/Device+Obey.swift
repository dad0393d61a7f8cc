package import Base

extension Device {
    /// Obeys command `index` of the model; `payload` is one JSON object.
    ///
    /// A member of the wrong type, a word that the field does not know or a number outside its
    /// range refuses the whole command. Members that mean nothing are counted and left.
    package mutating func obey(
        command index: Int, payload: some Collection<UInt8>, at instant: Instant
    ) -> Outcome {
        let command = model.model.commands[index]
        let members: JSON.Members
        do throws(JSON.Invalid) {
            guard let object = try JSON(parsing: payload).object else {
                return .refused("a command is a JSON object")
            }
            members = object
        } catch {
            return .refused("\(error)")
        }
        var outcome = obey(members, allowed: command.sets, at: instant)
        guard outcome.refusal == nil else { return outcome }
        for (key, value) in members {
            switch command.echoes {
            case .members(let names) where !names.contains(key): continue
            default: break
            }
            if !command.sets.contains(key) { outcome.ignored -= 1 }
            if !command.answers.contains(key) { outcome.echo[key] = value }
        }
        outcome.owesAnswer = command.answer != nil
        return outcome
    }

    /// Obeys the document of `…/shadow/update/delta`: its `state` is what differs.
    ///
    /// A version that is not newer than the last is an old message, and refused.
    package mutating func obey(delta document: JSON, at instant: Instant) -> Outcome {
        let version = document["version"]?.integer
        if let version, version <= shadowVersion {
            return .refused("version \(version) is not newer than \(shadowVersion)")
        }
        return obey(document["state"], version: version, at: instant)
    }

    /// Obeys the document of `…/shadow/get/accepted`: what differs is its `state.delta`.
    ///
    /// The version obeyed last is good as well: the report that followed it may have been lost.
    package mutating func obey(shadow document: JSON, at instant: Instant) -> Outcome {
        let version = document["version"]?.integer
        if let version, version < shadowVersion {
            return .refused("version \(version) is older than \(shadowVersion)")
        }
        return obey(document["state"]?["delta"] ?? [:], version: version, at: instant)
    }

    private mutating func obey(
        _ state: JSON?, version: Int64?, at instant: Instant
    ) -> Outcome {
        guard let shadow = model.model.shadow else { return .refused("there is no shadow") }
        guard let members = state?.object else { return .refused("“state” is no JSON object") }
        if let version { shadowVersion = version }
        var outcome = obey(members, allowed: shadow.obeys, at: instant)
        // Also when nothing changed: the shadow has yet to learn that.
        outcome.owesReport = outcome.obeyed > 0
        return outcome
    }

    private mutating func obey(
        _ members: JSON.Members, allowed: [String], at instant: Instant
    ) -> Outcome {
        var outcome = Outcome()
        var settings: [(slot: Int, value: Double)] = []
        for (key, value) in members {
            guard allowed.contains(key), let slot = model.slots[key] else {
                outcome.ignored += 1
                continue
            }
            let field = model.model.fields[slot]
            guard let number = field.slotValue(of: value) else {
                return .refused("“\(key)” wants \(field.wish), not \(value.compact)")
            }
            settings.append((slot, number))
        }
        outcome.obeyed = settings.count
        settings.removeAll { values[$0.slot] == $0.value }
        outcome.changed = settings.count
        for (slot, value) in settings { set(slot, to: value, at: instant) }
        outcome.owesReport = settings.contains { model.reports($0.slot) }
        return outcome
    }

    /// Sets a state, after what follows it has come as far as the old one takes it.
    private mutating func set(_ slot: Int, to value: Double, at instant: Instant) {
        let elapsed = elapsed(at: max(instant, now))
        for motion in model.motions {
            guard case .follows(slot, _, _) = motion.kind else { continue }
            relax(motion, at: elapsed)
        }
        values[slot] = value
    }
}

extension CompiledModel {
    fileprivate func reports(_ slot: Int) -> Bool {
        model.shadow?.reports.contains(model.fields[slot].name) ?? false
    }
}

extension DeviceModel.Field {
    /// What stands for `value` in a slot; nil when the field cannot be set to it.
    fileprivate func slotValue(of value: JSON) -> Double? {
        guard case .state(let state) = source else { return nil }
        switch state {
        case .boolean: return value.bool.map { $0 ? 1 : 0 }
        case .words(let words, _):
            return value.string.flatMap { words.firstIndex(of: $0) }.map(Double.init)
        case .number:
            guard let number = value.number, range?.contains(number) ?? true else { return nil }
            return number
        }
    }

    /// What it can be set to, for people.
    fileprivate var wish: String {
        guard case .state(let state) = source else { return "nothing" }
        switch state {
        case .boolean: return "true or false"
        case .words(let words, _): return words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .number:
            guard let range else { return "a number" }
            return "a number from \(range.lowerBound) to \(range.upperBound) \(unit)"
        }
    }
}
