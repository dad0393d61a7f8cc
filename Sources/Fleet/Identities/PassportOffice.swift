import Base
package import Crypto
import Devices
package import Identities
import Reports
package import Scenarios

/// Makes everybody's passport before a run, as its scenario says.
package struct PassportOffice {
    private static let day: Int64 = 86_400

    private let plan: Plan
    private let now: Int64
    private let authority: Authority
    private let stranger: Authority
    private var revoked: [(serial: String, at: Int64)] = []

    /// Why no passports can be had, with the place in the scenario that asks for them.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter now: seconds since 1970.
    private init(_ plan: Plan, _ authority: Authority, at now: Int64) throws(CryptoError) {
        self.plan = plan
        self.now = now
        self.authority = authority
        stranger = try Authority.root(
            named: "Unknown Root", validFor: now - Self.day..<now + 3650 * Self.day)
    }

    /// Passports of an authority that is made for this run alone.
    ///
    /// - Cost: some 80 µs and 7 KB a device.
    package static func make(
        for plan: Plan, hosts: [String], at now: Int64
    ) throws(CryptoError) -> Passports {
        // A clock that is more than a day off must find that the broker is not valid.
        let validity = now - day / 2..<now + day
        let root = try Authority.root(named: "gale Run Root", validFor: validity)
        let authority = try root.intermediate(named: "gale Run Authority", validFor: validity)
        var office = try PassportOffice(plan, authority, at: now)
        let key = try PrivateKey.p256()
        let server = try authority.issue(
            CertificateRequest(
                commonName: hosts[0], validity: validity, use: .server(hosts: hosts)), for: key)
        var devices: [[Passport?]] = []
        for fleet in plan.fleets { devices.append(try office.made(fleet)) }
        var applications: [String: Passport] = [:]
        for name in plan.applications.flatMap(\.instanceNames) {
            applications[name] = Passport(
                name: name, flaw: .none, identity: try office.issue(to: name))
        }
        return Passports(
            devices: devices, applications: applications, trusted: [root.certificate],
            server: TLSIdentity(trusted: server, chain: authority.trail, key: key),
            registrar: Registrar(authority, revoked: office.revoked))
    }

    private mutating func made(_ fleet: FleetPlan) throws(CryptoError) -> [Passport?] {
        guard let plan = fleet.identity else {
            return [Passport?](repeating: nil, count: fleet.count)
        }
        let names = (0..<fleet.count).map { member in
            Template.words(
                plan.name ?? fleet.clientID, id: fleet.firstID + member, name: fleet.name)
        }
        var shared: TLSIdentity?
        if plan.binding == .shared { shared = try issue(to: names[0]) }
        var passports: [Passport?] = []
        for member in 0..<fleet.count {
            let neighbour = names[(member + 1) % fleet.count]
            passports.append(
                try passport(
                    of: names[member], beside: fleet.count == 1 ? neighbour + "-other" : neighbour,
                    plan, shared))
        }
        return passports
    }

    /// A fresh passport, with what is to be wrong with it.
    private mutating func passport(
        of name: String, beside neighbour: String, _ plan: FleetIdentity, _ shared: TLSIdentity?
    ) throws(CryptoError) -> Passport {
        var passport = Passport(
            name: name, flaw: IdentityFlaw(plan), clock: plan.clock.wholeSeconds)
        if plan.proof != .certificate {
            passport.userName = name
            passport.password = (plan.flaw == nil ? "" : "not-") + Self.secret(of: name)
            return passport
        }
        switch plan.flaw {
        case .expired:
            passport.identity = try issue(to: name, from: now - 2 * Self.day, to: now - Self.day)
        case .notYetValid:
            passport.identity = try issue(to: name, from: now + Self.day, to: now + 2 * Self.day)
        case .foreign: passport.identity = try issue(to: name, by: stranger)
        case .mismatched: passport.identity = try issue(to: neighbour)
        case .noCertificate: break
        case .revoked:
            let identity = try issue(to: name)
            revoked.append((identity.certificate.serial, now - 3600))
            passport.identity = identity
        case nil, .wrongPassword, .wrongToken:
            if let shared {
                passport.identity = shared
            } else {
                passport.identity = try issue(to: name)
            }
        }
        return passport
    }

    private func issue(
        to name: String, from start: Int64? = nil, to end: Int64? = nil, by other: Authority? = nil
    ) throws(CryptoError) -> TLSIdentity {
        let key = try PrivateKey.p256()
        let issuer = other ?? authority
        let certificate = try issuer.issue(
            CertificateRequest(
                commonName: name, validity: (start ?? now - 3600)..<(end ?? now + Self.day)),
            for: key)
        return TLSIdentity(trusted: certificate, chain: issuer.trail, key: key)
    }

    /// What a thing without a file proves itself by: known to the embedded broker alone.
    package static func secret(of name: String) -> String {
        Digest.sha256(Array("gale \(name)".utf8)).prefix(12).hex
    }
}

extension PassportOffice {
    /// Passports from a file of `gale provision`: its things in order, as the fleets are.
    package static func take(
        from set: IdentitySet, for plan: Plan, at now: Int64
    ) throws -> Passports {
        let authority = try set.authority
        var office = try PassportOffice(plan, authority, at: now)
        var queue = Things(set)
        var devices: [[Passport?]] = []
        for fleet in plan.fleets { devices.append(try office.taken(fleet, from: &queue)) }
        var applications: [String: Passport] = [:]
        for name in plan.applications.flatMap(\.instanceNames) {
            let thing = try set.thing(named: name)
            var passport = Passport(name: name, flaw: .none)
            passport.identity =
                try thing.flatMap { try queue.identity(of: $0) }
                ?? office.issue(to: name)
            passport.userName = thing?.userName
            passport.password = thing?.password ?? thing?.token
            applications[name] = passport
        }
        let chain = try set.authorityChain
        let server = try set.server.map { try TLSIdentity($0, under: authority) }
        let past = try set.revocations
        return Passports(
            devices: devices, applications: applications,
            trusted: [authority.root] + (try set.authoritiesElsewhere), server: server,
            registrar: Registrar(
                authority, revoked: past + office.revoked, number: Int(now) + chain.count))
    }

    private mutating func taken(
        _ fleet: FleetPlan, from queue: inout Things
    ) throws -> [Passport?] {
        guard let plan = fleet.identity else {
            return [Passport?](repeating: nil, count: fleet.count)
        }
        var group: String?
        if case .group(let name) = plan.binding { group = name }
        let isShared = plan.binding == .shared
        let things = try queue.take(isShared ? 1 : fleet.count, of: group, for: fleet)
        let shared = isShared ? try queue.identity(of: things[0]) : nil
        return try (0..<fleet.count).map { member in
            let thing = things[isShared ? 0 : member]
            let neighbour = things[isShared ? 0 : (member + 1) % things.count]
            var passport = try passport(
                of: thing.name,
                beside: fleet.count == 1 ? thing.name + "-other" : neighbour.name, plan, shared)
            if plan.proof != .certificate {
                passport.userName = thing.userName ?? thing.name
                let secret = plan.proof == .password ? thing.password : thing.token
                guard let secret else {
                    throw Refusal(
                        description: "\(plan.place): thing “\(thing.name)” has no "
                            + "\(plan.proof.rawValue) in the file; give it one with "
                            + "gale provision --from")
                }
                passport.password = plan.flaw == nil ? secret : "not-" + secret
            } else if plan.flaw == nil, !isShared {
                passport.identity = try queue.identity(of: thing)
            }
            return passport
        }
    }

    /// The things of a file that nobody has taken yet.
    private struct Things {
        private let set: IdentitySet
        private var cursors: [String?: ThingCursor] = [:]
        private var taken: Set<Int> = []
        /// What leads up from the certificates of one issuer, by its name.
        private var chains: [String: [Certificate]] = [:]

        init(_ set: IdentitySet) { self.set = set }

        mutating func take(
            _ count: Int, of group: String?, for fleet: FleetPlan
        ) throws -> [Thing] {
            let cursor = try cursors[group] ?? set.things(in: group)
            cursors[group] = cursor
            var things: [Thing] = []
            while things.count < count, let thing = try cursor.next() {
                guard thing.revokedAt == nil, taken.insert(thing.number).inserted else { continue }
                things.append(thing)
            }
            guard things.count == count else {
                let place = fleet.identity.map { "\($0.place)" } ?? fleet.name
                let from = group.map { "group “\($0)” of \(set.path)" } ?? set.path
                throw Refusal(
                    description: "\(place): “\(fleet.name)” needs \(count) things, and "
                        + "\(things.count) are left in \(from); make more with "
                        + "gale provision --add")
            }
            return things
        }

        /// Nil for a thing without a certificate of its own.
        mutating func identity(of thing: Thing) throws -> TLSIdentity? {
            guard let certificate = thing.certificateDER, let key = thing.keyDER else { return nil }
            let leaf = try Certificate(der: certificate)
            let chain =
                try chains[leaf.issuer]
                ?? set.chain(of: thing.number).map { try Certificate(der: $0) }
            chains[leaf.issuer] = chain
            return TLSIdentity(trusted: leaf, chain: chain, key: try PrivateKey(der: key))
        }
    }
}

extension TLSIdentity {
    fileprivate init(_ server: ServerCredential, under authority: Authority) throws {
        self.init(
            trusted: try Certificate(der: server.certificateDER), chain: authority.trail,
            key: try PrivateKey(der: server.keyDER))
    }
}

extension ApplicationPlan {
    /// What the instances are called.
    package var instanceNames: [String] {
        count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
    }
}

extension IdentityFlaw {
    /// What a scenario wants to be wrong.
    fileprivate init(_ plan: FleetIdentity) {
        switch plan.flaw {
        case .revoked: self = .revoked
        case .expired: self = .expired
        case .notYetValid: self = .notYetValid
        case .foreign: self = .foreign
        case .mismatched: self = .mismatched
        case .noCertificate: self = .noCertificate
        case .wrongPassword: self = .wrongPassword
        case .wrongToken: self = .wrongToken
        case nil:
            self = plan.mustBeRefused ? .clockSkew : plan.binding == .shared ? .shared : .none
        }
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int64 { components.seconds }
}
