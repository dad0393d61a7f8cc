/// Who may publish and subscribe where: a list of rules, of which the first that applies decides.
///
/// With no rules and the default of allowing, nothing is asked on the hot path.
package struct AccessControl: Sendable {
    package enum Effect: Sendable { case allow, deny }

    package enum Access: Sendable { case read, write, readWrite }

    /// One line of the list.
    package struct Rule: Sendable {
        package var effect: Effect
        package var access: Access
        /// A user's name; nil is everyone, the anonymous too.
        package var user: String?
        /// A Topic Filter in which `%u` stands for the user name, `%c` for the Client Identifier
        /// and `%i` for the principal's name.
        ///
        /// A rule with a name that is asked for and not there does not apply.
        package var filter: String

        package init(
            _ effect: Effect, _ access: Access, user: String? = nil, filter: String
        ) {
            self.effect = effect
            self.access = access
            self.user = user
            self.filter = filter
        }
    }

    package var rules: [Rule]
    /// What holds where no rule applies.
    package var otherwise: Effect

    package init(rules: [Rule] = [], otherwise: Effect = .allow) {
        self.rules = rules
        self.otherwise = otherwise
    }
}

extension AccessControl {
    /// Whether everything is allowed to everyone.
    var isOpen: Bool { rules.isEmpty && otherwise == .allow }

    func allows(_ access: Access, to path: String, for asker: Asker) -> Bool {
        let rule = rules.first {
            ($0.access == .readWrite || $0.access == access) && $0.speaks(of: asker)
                && $0.covers(path, for: asker)
        }
        return (rule?.effect ?? otherwise) == .allow
    }
}

extension AccessControl.Rule {
    fileprivate func speaks(of asker: Asker) -> Bool {
        guard let user else { return true }
        return asker.user.map { haveSameBytes($0, user) } ?? false
    }

    /// Whether the rule speaks of all that `path`, a Topic Name or Topic Filter, can match.
    ///
    /// Unlike a subscription, a rule that begins with a wildcard covers topics that begin with
    /// `$`: a rule that denies everything is to mean it.
    fileprivate func covers(_ path: String, for asker: Asker) -> Bool {
        var levels = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        for pattern in filter.split(separator: "/", omittingEmptySubsequences: false) {
            if pattern == "#" { return true }
            guard let level = levels.popFirst() else { return false }
            if pattern == "+" {
                guard level != "#" else { return false }
                continue
            }
            // Names are filled in after the split, and match no wildcard: one that holds a slash or
            // a wildcard must not reach beyond its level.
            guard level != "+", level != "#" else { return false }
            guard let name = filled(pattern, for: asker),
                haveSameBytes(name, level)
            else { return false }
        }
        return levels.isEmpty
    }

    private func filled(_ pattern: Substring, for asker: Asker) -> String? {
        guard pattern.contains("%") else { return String(pattern) }
        var result = ""
        var rest = pattern
        while let first = rest.popFirst() {
            let name: String?
            switch (first, rest.first) {
            case ("%", "u"): name = asker.user
            case ("%", "c"): name = asker.clientID
            case ("%", "i"): name = asker.principal
            default:
                result.append(first)
                continue
            }
            guard let name else { return nil }
            result += name
            rest.removeFirst()
        }
        return result
    }
}
