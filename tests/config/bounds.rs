//! Files that are no configs but attacks, or accidents of that size: a clear error, soon, in little memory.

use std::path::Path;

use otpdoctor::config::{ConfigError, load};

fn written(name: &str, bytes: &[u8]) -> (std::path::PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (path, folder)
}

fn mistakes(path: &Path) -> String {
    match load(Some(path)) {
        Err(ConfigError::Invalid(mistakes)) => mistakes.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{} is no config", path.display()),
    }
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let (path, _folder) = written("huge.yaml", b"");
    // Sparse: nobody writes, and nobody may read, so much.
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(100 << 20).unwrap();
    assert!(mistakes(&path).contains("larger than 8 MiB"));
}

#[test]
fn a_folder_of_files_is_as_bounded_as_one() {
    let (path, folder) = written("a.yaml", &vec![b' '; 5 << 20]);
    std::fs::copy(&path, folder.path().join("b.yaml")).unwrap();
    assert!(mistakes(folder.path()).contains("larger than 8 MiB"));
}

/// Seen without reading their values: four times as many would take the parser ten seconds.
#[test]
fn a_file_of_nothing_but_commas_is_refused_before_it_is_parsed() {
    for value in ["a,", "a\n"] {
        let (path, _folder) = written("ends.yaml", value.repeat(1_100_000).as_bytes());
        assert!(mistakes(&path).contains("more than 1048576 lines and commas"));
    }
}

/// What an appliance can have is bounded by its bytes, however many values that are.
#[test]
fn five_thousand_realms_with_all_their_settings_are_read() {
    let fields: String = (0..32)
        .map(|n| format!("        - {{property_name: p{n}, field: f{n}}}\n"))
        .collect();
    let realms: String = (0..5_000)
        .map(|n| format!("  r{n}:\n    data:\n      profile_fields:\n{fields}"))
        .collect();
    let (path, _folder) = written(
        "large.yaml",
        format!("schema: 1\nrealms:\n{realms}").as_bytes(),
    );
    let loaded = load(Some(&path)).map(|it| it.config.realms.len());
    assert_eq!(loaded.map_err(|why| format!("{why:.500}")), Ok(5_000));
}

#[test]
fn defaults_under_many_realms_cannot_multiply_without_end() {
    let mut text = String::from("schema: 1\ndefaults: {data: {profile_fields: [");
    for n in 0..9_000 {
        text += &format!("{{property_name: p{n}, field: f}}, ");
    }
    text += "]}}\nrealms:\n";
    for n in 0..9_000 {
        text += &format!("  r{n}: {{}}\n");
    }
    let (path, _folder) = written("defaults.yaml", text.as_bytes());
    assert!(mistakes(&path).contains("at most 500000 are allowed"));
}

/// Sections that each repeat the one before nine times.
fn multiplied(levels: usize) -> String {
    let level = |n: usize| {
        let below = match n {
            0 => ["x"; 9].join(","),
            n => [format!("*b{}", n - 1).as_str(); 9].join(","),
        };
        format!("b{n}: &b{n} [{below}]\n")
    };
    (0..levels).map(level).collect()
}

#[test]
fn aliases_repeat_no_more_than_their_file_is_worth() {
    // Nine to the fifth are 59,049 values of 300 bytes.
    for levels in [5, 6, 12] {
        let (path, _folder) = written("anchors.yaml", multiplied(levels).as_bytes());
        let told = mistakes(&path);
        assert!(
            told.contains("expand to more values than any config needs"),
            "{levels}: {told}"
        );
    }
    let (path, _folder) = written("anchors.yaml", multiplied(4).as_bytes());
    assert!(mistakes(&path).contains("`b3` is not known here"));
    // A section that is shared by 500 realms.
    let fields: Vec<String> = (0..40)
        .map(|n| format!("{{property_name: p{n}, field: f{n}}}"))
        .collect();
    let realms: String = (0..500).map(|n| format!("  r{n}: *r\n")).collect();
    let text = format!(
        "schema: 1\nrealms:\n  r: &r {{data: {{profile_fields: [{}]}}}}\n{realms}",
        fields.join(", ")
    );
    let (path, _folder) = written("shared.yaml", text.as_bytes());
    assert_eq!(
        load(Some(&path)).map(|it| it.config.realms.len()).ok(),
        Some(501)
    );
}

#[test]
fn a_file_of_nothing_but_mistakes_is_told_in_part() {
    let mut text = String::from("schema: 1\nrealms:\n");
    for n in 0..9_000 {
        text += &format!("  r{n}: {{rolle{n}: x}}\n");
    }
    let (path, _folder) = written("mistakes.yaml", text.as_bytes());
    let told = mistakes(&path);
    assert!(
        told.ends_with("… and 8000 more\n\n9000 mistakes; nothing was checked"),
        "{told:.200}"
    );
}

#[test]
fn a_line_as_long_as_the_file_is_cut_around_each_mistake() {
    let realms: Vec<String> = (0..9_000)
        .map(|n| format!("r{n}: {{overview: {{smtp: {{password: c4nary{n}, port: 0}}}}}}"))
        .collect();
    let text = format!("schema: 1\nrealms: {{{}}}\n", realms.join(", "));
    let (path, _folder) = written("line.yaml", text.as_bytes());
    let told = mistakes(&path);
    assert!(told.contains("password: ••••, port: 0}"), "{told:.500}");
    assert!(!told.contains("c4nary"), "{told:.500}");
    assert!(
        told.lines().all(|line| line.chars().count() <= 100),
        "{told:.500}"
    );
}

#[test]
fn more_realms_than_any_appliance_has_are_refused() {
    let realms: Vec<String> = (0..10_001).map(|n| format!("  r{n}: {{}}\n")).collect();
    let text = format!("schema: 1\nrealms:\n{}", realms.concat());
    let (path, _folder) = written("realms.yaml", text.as_bytes());
    assert!(mistakes(&path).contains("10001 realms"));
}

#[test]
fn a_missing_file_and_a_folder_without_configs_are_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("none.yaml")] {
        let Err(ConfigError::Unreadable(why)) = load(Some(&path)) else {
            panic!("{} was read", path.display());
        };
        assert!(why.contains(path.to_str().unwrap()), "{why}");
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_not_waited_for() {
    assert!(matches!(
        load(Some(Path::new("/dev/zero"))),
        Err(ConfigError::Unreadable(_))
    ));
}
