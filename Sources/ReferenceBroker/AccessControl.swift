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
        /// A Topic Filter in which `%u` stands for the user name and `%c` for the client identifier.
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
