extension SigV4 {
    /// What is wrong with a credentials file; names file and line, never a secret.
    package struct ProfileError: Error, Equatable, Sendable, CustomStringConvertible {
        package let description: String

        init(_ file: String, line: Int? = nil, _ message: String) {
            description = file + (line.map { ":\($0)" } ?? "") + ": " + message
        }
    }
}

extension SigV4.Key {
    /// Reads the section `[profile]` of a credentials file such as `~/.aws/credentials`.
    ///
    /// `file` is its name, for messages. Keys other than the three that make an identity are passed
    /// over, and so are other sections; a section written twice counts as one.
    package init(
        profile: String, credentials: [UInt8], file: String
    ) throws(SigV4.ProfileError) {
        guard let text = String(validating: credentials, as: UTF8.self) else {
            throw SigV4.ProfileError(file, "the file is not UTF-8 text")
        }
        let values = try Self.section(profile, in: text, file: file)
        func value(_ key: String) throws(SigV4.ProfileError) -> String {
            guard let value = values[key], !value.isEmpty else {
                throw SigV4.ProfileError(file, "profile “\(profile)” has no \(key)")
            }
            return value
        }
        self.init(
            accessKeyID: try value("aws_access_key_id"),
            secretAccessKey: try value("aws_secret_access_key"),
            sessionToken: values["aws_session_token"].flatMap { $0.isEmpty ? nil : $0 })
    }

    private static func section(
        _ profile: String, in text: String, file: String
    ) throws(SigV4.ProfileError) -> [String: String] {
        var sections: [String] = []
        var values: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, raw) in lines.enumerated() {
            let line = raw.trimmed
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("[") {
                guard line.hasSuffix("]"), line.count > 2 else {
                    throw SigV4.ProfileError(file, line: index + 1, "a section is written [name]")
                }
                sections.append(name(line.dropFirst().dropLast().trimmed))
                continue
            }
            guard let section = sections.last else {
                throw SigV4.ProfileError(file, line: index + 1, "a key stands before any [profile]")
            }
            // An indented line belongs to a nested setting, none of which concerns the keys.
            if raw.first == " " || raw.first == "\t" { continue }
            guard let equals = line.firstIndex(of: "="), equals > line.startIndex else {
                throw SigV4.ProfileError(file, line: index + 1, "a line is written key = value")
            }
            guard section == profile else { continue }
            let key = line[..<equals].trimmed.lowercased()
            guard values.updateValue(line[line.index(after: equals)...].trimmed, forKey: key) == nil
            else {
                throw SigV4.ProfileError(file, line: index + 1, "\(printable(key)) is given twice")
            }
        }
        guard sections.contains(profile) else {
            let known =
                sections.isEmpty ? "none" : sections.map { printable($0) }.joined(separator: ", ")
            throw SigV4.ProfileError(
                file, "there is no profile “\(printable(profile))”; there is \(known)")
        }
        return values
    }

    /// A config file writes `[profile name]` where the credentials file writes `[name]`.
    private static func name(_ title: String) -> String {
        title.hasPrefix("profile ") ? title.dropFirst(8).trimmed : title
    }
}
