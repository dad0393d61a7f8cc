import Crypto
import Devices
import Fleet
import ReferenceBroker
import Reports
import Scenarios

extension Configuration {
    /// What the embedded broker is to a run: nobody shall lose for want of a queue, and where the
    /// plan has identities, nobody reaches the topics of another.
    static func forRuns(of plan: Plan, _ passports: Passports?) -> Configuration {
        var configuration = Configuration()
        configuration.queueLimit = 100_000
        configuration.queueLimitBytes = 64 << 20
        configuration.inflightLimit = .max
        guard plan.identities != nil, let passports else { return configuration }
        configuration.userNameFromPrincipal = true
        configuration.clientIDFromPrincipal = .mustMatch
        configuration.sharedPrincipals = plan.sharedNames(passports)
        configuration.allowsAnonymous = false
        configuration.users = passports.devices.joined().compactMap { passport in
            guard let passport, let name = passport.userName, let password = passport.password,
                passport.flaw == .none
            else { return nil }
            return User(name: name, password: Array(password.utf8))
        }
        configuration.accessControl = AccessControl(rules: plan.accessRules)
        return configuration
    }
}

extension Plan {
    /// The names of certificates that several devices show.
    fileprivate func sharedNames(_ passports: Passports) -> Set<String> {
        var names: Set<String> = []
        for (fleet, devices) in zip(fleets, passports.devices)
        where fleet.identity?.binding == .shared {
            names.formUnion(devices.compactMap { $0?.identity?.certificate.commonName })
        }
        return names
    }

    /// Topics that bear a client identifier are that client's; all others are everybody's.
    fileprivate var accessRules: [AccessControl.Rule] {
        var rules = applications.flatMap(\.instanceNames).map {
            AccessControl.Rule(.allow, .readWrite, user: $0, filter: "#")
        }
        var own: [String] = []
        for fleet in fleets where fleet.identity != nil {
            for topic in fleet.model.messages.map(\.topic) where topic.contains("{client}") {
                let filter = topic.replacingPlaceholder("{client}", by: "%c")
                if !filter.contains("{"), !own.contains(filter) { own.append(filter) }
            }
        }
        rules += own.map { AccessControl.Rule(.allow, .readWrite, filter: $0) }
        rules += own.map {
            AccessControl.Rule(
                .deny, .readWrite, filter: $0.replacingPlaceholder("%c", by: "+"))
        }
        return rules
    }
}

extension String {
    fileprivate func replacingPlaceholder(_ placeholder: String, by other: String) -> String {
        split(separator: "/", omittingEmptySubsequences: false)
            .map { $0 == placeholder ? other : String($0) }.joined(separator: "/")
    }
}
