import Crypto
import Transports

/// What every command that serves can be told.
protocol ServerSettings: Sendable {
    /// Where to listen; none for the usual place.
    var listen: [Endpoint] { get set }
    var tls: ServerTLS { get set }
}

extension ServerSettings {
    /// Where to listen, the usual place included.
    var places: [Endpoint] {
        get throws(EndpointError) { try listen.isEmpty ? [.usual] : listen }
    }
}

extension Endpoint {
    /// Where brokers listen that were told nothing.
    static var usual: Endpoint {
        get throws(EndpointError) {
            try Endpoint(parsing: "mqtt://127.0.0.1:1883", for: .listening)
        }
    }
}

extension Option where Settings: ServerSettings {
    static var listen: Self {
        Option(
            "--listen", "URL",
            help: "Listen there, such as mqtt://127.0.0.1:1883, the default; may be repeated. "
                + "Schemes are mqtt, mqtts, ws, wss, http, https and unix; a WebSocket is served "
                + "at the path of the URL, else at /mqtt. Port 0 lets the kernel choose."
        ) { options, text throws(UsageError) in
            do {
                options.listen.append(try Endpoint(parsing: text, for: .listening))
            } catch {
                throw UsageError("--listen: \(error)")
            }
        }
    }

    /// Everything about TLS.
    static var tls: [Self] {
        [
            Option(
                "--cert", "FILE", offers: .files,
                help: "PEM file of the certificate to show, followed by what leads up to its CA."
            ) { $0.tls.certificate = $1 },
            Option(
                "--key", "FILE", offers: .files,
                help: "PEM file of its private key; a password is taken from GALE_KEY_PASSWORD."
            ) { $0.tls.key = $1 },
            Option(
                "--cafile", "FILE", offers: .files,
                help: "PEM file of the authorities whose client certificates are taken."
            ) { $0.tls.trust = $1 },
            Option(
                "--require-certificate", help: "Refuse clients that show no certificate."
            ) { options, _ in options.tls.requiresCertificate = true },
            Option(
                "--crl", "FILE", offers: .files,
                help: "PEM file of revocation lists; revoked client certificates are refused."
            ) { $0.tls.crl = $1 },
            Option(
                "--identities", "FILE", offers: .files,
                help: "In place of those five, a file of gale provision: its certificate for "
                    + "brokers, its root, and what it revoked. Certificates are required, unless "
                    + "some things have none: those come by their passwords and tokens."
            ) { $0.tls.identities = $1 },
            tlsVersion,
            Option(
                "--ciphers", "LIST",
                help: "Ciphers by OpenSSL's names, with colons between them; those of TLS 1.3 "
                    + "begin with TLS_."
            ) { options, text in options.tls.ciphers = text.split(separator: ":").map(String.init)
            },
            alpn,
            Option(
                "--resumption", help: "Let clients that come back resume their TLS sessions."
            ) { options, _ in options.tls.resumes = true },
            Option(
                "--key-log", "FILE", offers: .files,
                help: "Append the secrets of all TLS connections to FILE, for Wireshark."
            ) { $0.tls.keyLog = $1 },
        ]
    }

    private static var tlsVersion: Self {
        let names = TLSSettings.Version.allCases.map(\.rawValue)
        return Option(
            "--tls-version", names.joined(separator: "|"), offers: .words(names),
            help: "Speak this version of TLS and no other."
        ) { options, text throws(UsageError) in
            guard let version = TLSSettings.Version(rawValue: text) else {
                throw UsageError(
                    "--tls-version wants \(names.joined(separator: " or ")), not “\(text)”")
            }
            options.tls.version = version
        }
    }

    private static var alpn: Self {
        Option(
            "--alpn", "NAME",
            help: "Take this application protocol of a client's offer in place of the usual four, "
                + "mqtt, x-amzn-mqtt-ca, http/1.1 and x-amzn-http-ca; may be repeated."
        ) { options, text throws(UsageError) in
            guard (1...255).contains(text.utf8.count) else {
                throw UsageError("--alpn wants a name of 1 to 255 bytes")
            }
            options.tls.alpn.append(text)
        }
    }
}
