//! The keys of personal data are changed while others read, and a process with other keys is told so.

use domain::access::ContactKind;
use service::Lianhe;
use service::access::{EditContacts, ShowContacts, operator_in};
use service::sealing::{Cipher, Keyring, SealError, check, register, rotate};
use testing::on_both_engines;

on_both_engines! {
    async fn rotated_keys_seal_everything_anew_and_other_processes_follow(app) {
        let name = format!("lianhe-{}-{}.keys", std::process::id(), app.lianhe.db.engine());
        let path = std::env::temp_dir().join(name);
        let ring = Keyring::from_file_or_new(&path, app.lianhe.clock.now()).expect("a key file");
        let lianhe = Lianhe::new(app.lianhe.db.clone(), app.lianhe.clock.clone(), ring);
        let other = Lianhe::new(app.lianhe.db.clone(), app.lianhe.clock.clone(), Keyring::from_file(&path).expect("the same file"));
        register(&lianhe).await.expect("the first keys of this database");
        // What the world was built with is sealed with other keys.
        let cleared: Result<u64, storage::Error> = lianhe.db
            .write(|tx| Box::pin(async move { storage::sql("DELETE FROM journal_personal").run(tx).await })).await;
        cleared.expect("cleared");
        let mut conn = lianhe.db.read().await.expect("a connection");
        let district = storage::grid::districts(&mut conn).await.expect("districts")[0];
        drop(conn);
        let operator = operator_in(&lianhe, district).await.expect("an operator");
        let person = operator.actor.person;
        let changes = [(ContactKind::Phone, Some("15400001234".to_owned()))].into();
        lianhe.write(&operator, EditContacts { person, changes }).await.expect("a contact");
        app.clock.turn_to("2026-03-19T04:00:00Z");

        let done = rotate(&lianhe, Cipher::Sm4Gcm).await.expect("rotated");
        let sealed: Vec<(i64,)> = app.rows("SELECT CAST(COUNT(*) AS BIGINT) FROM journal_personal").await;
        assert_eq!(i64::try_from(done.values), Ok(1 + sealed[0].0));
        let kept: Vec<(Vec<u8>,)> = app.rows("SELECT value FROM person_contact").await;
        assert_eq!(kept[0].0[0], 2, "the tag of SM4-GCM");
        let opened = other.write(&operator, ShowContacts { person }).await.expect("the other process reads the file again");
        assert_eq!(opened[0].value.as_str(), "15400001234");
        let found = check(&lianhe).await.expect("checked");
        assert_eq!((found.older, found.broken), (0, None));
        let journal: Vec<(i64,)> = app.rows("SELECT CAST(COUNT(*) AS BIGINT) FROM journal WHERE operation = 'key.rotate'").await;
        assert_eq!(journal[0].0, 1);
        std::fs::remove_file(&path).expect("removed");

        // A process with other keys, such as a second one that made a key file of its own, hears of it at once.
        let refused = register(&app.lianhe).await.expect_err("other keys");
        assert!(matches!(refused, service::Error::Sealed(SealError::KeyMissing(_))), "{refused}");
        let unopened = app.lianhe.write(&operator, ShowContacts { person }).await.err();
        assert!(matches!(unopened, Some(service::Error::Sealed(SealError::KeyMissing(_)))));
    }
}
