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
        /// A Topic Filter in which `%u` stands for the user name and `%c` for the client
        /// identifier.
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

    func allows(
        _ access: Access, to path: String, user: String?, clientID: String
    ) -> Bool {
        let rule = rules.first {
            ($0.access == .readWrite || $0.access == access)
                && ($0.user == nil || $0.user.map { haveSameBytes($0, user ?? "") } == true)
                && ($0.user == nil || user != nil)
                && $0.covers(path, user: user, clientID: clientID)
        }
        return (rule?.effect ?? otherwise) == .allow
    }
}

extension AccessControl.Rule {
    /// Whether the rule speaks of all that `path`, a Topic Name or Topic Filter, can match.
    ///
    /// Unlike a subscription, a rule that begins with a wildcard covers topics that begin with
    /// `$`: a rule that denies everything is to mean it.
    fileprivate func covers(_ path: String, user: String?, clientID: String) -> Bool {
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
            guard let name = filled(pattern, user: user, clientID: clientID),
                haveSameBytes(name, level)
            else { return false }
        }
        return levels.isEmpty
    }

    private func filled(_ pattern: Substring, user: String?, clientID: String) -> String? {
        guard pattern.contains("%") else { return String(pattern) }
        var result = ""
        var rest = pattern
        while let first = rest.popFirst() {
            switch (first, rest.first) {
            case ("%", "u"):
                guard let user else { return nil }
                result += user
                rest.removeFirst()
            case ("%", "c"):
                result += clientID
                rest.removeFirst()
            default: result.append(first)
            }
        }
        return result
    }
}
