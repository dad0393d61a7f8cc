import Conformance
import Harness
import Transports
import YAML

/// One broker that is to be judged, and all that is believed of it.
struct ConformTarget {
    /// What a matrix calls it; empty where it is the only one.
    var name = ""
    /// As it was typed; nil for the embedded broker.
    var url: String?
    /// The profile as it was named.
    var profileName: String?
    var profile = BrokerProfile()
    /// The release that answers, if anybody has said.
    var release = ""
    var login: Login?
    var lacks: Set<Capability> = []
    var offers: Set<Capability> = []
    /// Cases that are known to fail.
    var baseline: Set<String> = []
    var security = SecurityOptions()
    /// What was said of this target alone, before any option; of its certificates.
    private var tls = BrokerTLS()
    /// Whether options are for several targets, and mean those that they can be for.
    private var isOneOfSeveral = false

    /// The only one, as the options say.
    init(_ options: ConformOptions, _ url: String?) throws {
        self.url = url
        profileName = options.profile
        profile = try options.profile.map(ProfileFile.read) ?? BrokerProfile()
        baseline = try options.baseline.map(ProfileFile.baseline) ?? []
        take(options)
    }

    /// One of several.
    ///
    /// - Parameter folder: of the file that lists it.
    init(_ target: BrokerTarget, in folder: String, _ options: ConformOptions) throws {
        name = target.name.value
        isOneOfSeveral = true
        do {
            if let url = target.url { _ = try BrokerURL(parsing: url.value) }
        } catch {
            throw Failure(.badInput, "\(target.url!.place): \(error)")
        }
        url = target.url?.value
        profileName = target.profile?.value
        if let named = target.profile?.value, ProfileFile.isPath(named), named.first != "/" {
            profileName = "\(folder)/\(named)"
        } else if target.profile == nil, ProfileFile.shipped.contains(name) {
            profileName = name
        }
        do throws(Failure) {
            profile = try profileName.map(ProfileFile.read) ?? BrokerProfile()
        } catch {
            guard let place = target.profile?.place else { throw error }
            throw Failure(error.code, "\(place): \(error.message)")
        }
        if let file = target.baseline?.value {
            baseline = try ProfileFile.baseline(file.first == "/" ? file : "\(folder)/\(file)")
        }
        release = target.version ?? ""
        tls = target.tls.beside(folder)
        take(options)
        lacks.formUnion(target.lacks)
        offers.formUnion(target.offers)
        if let user = target.user {
            login = Login(user: user, password: target.password.map { Array($0.utf8) })
        }
    }

    private mutating func take(_ options: ConformOptions) {
        login = options.login(of: profile)
        lacks = options.lacks
        offers = options.offers
        security = options.play.security
    }

    /// As reports name it: without user name and password.
    var title: String {
        guard let url else { return "embedded" }
        return (try? BrokerURL(parsing: url))?.text ?? url
    }

    /// The command that plays the same again, but for what it plays.
    var command: String {
        (["gale conform"] + (url == nil ? [] : [title])
            + (profileName.map { ["--profile", $0] } ?? [])).joined(separator: " ")
    }

    /// Where it listens.
    func endpoint() throws -> Endpoint? {
        guard let url else { return nil }
        var endpoint = try Play.endpoint(url, of: "conform")
        guard !endpoint.scheme.isHTTP else {
            throw UsageError("\(endpoint.text) only publishes; a conversation needs MQTT")
        }
        if endpoint.scheme.isSecure, let name = tls.or(profile.tls).serverName {
            endpoint.name = name
        }
        return endpoint
    }

    /// How it is spoken to: as was said of it alone, else by options, else as its profile says.
    func security(for endpoint: Endpoint) -> SecurityOptions {
        var security = security
        guard endpoint.scheme.isSecure else {
            return isOneOfSeveral ? security.withoutTLS(for: endpoint) : security
        }
        var given = BrokerTLS()
        given.authorities = security.authorities
        given.certificate = security.certificate
        given.key = security.key
        given.protocols = security.protocols
        let whole = tls.or(given).or(profile.tls)
        security.authorities = whole.authorities
        security.certificate = whole.certificate
        security.key = whole.key
        security.protocols = whole.protocols
        return isOneOfSeveral ? security.signingWhatItCan(for: endpoint) : security
    }
}

extension SecurityOptions {
    /// What an endpoint without TLS can be told.
    fileprivate func withoutTLS(for endpoint: Endpoint) -> SecurityOptions {
        var plain = SecurityOptions()
        plain.fields = fields
        plain.region = region
        plain.profile = profile
        return plain.signingWhatItCan(for: endpoint)
    }

    /// Without what only WebSocket has a use for, where that is none.
    fileprivate func signingWhatItCan(for endpoint: Endpoint) -> SecurityOptions {
        var security = self
        if !endpoint.scheme.isWebSocket { (security.region, security.profile) = (nil, nil) }
        return security
    }
}
