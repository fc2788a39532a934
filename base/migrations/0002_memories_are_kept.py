"""What the database refuses to forget. Comes before the other applications, whose tables use the functions and the type made here."""

from django.db import migrations

from base.guard import APP_ROLE, AppendOnly, Functions

# A limit is replaced by a later row, never edited: what ran under it stays explained (domain.md 2.4).
STAYS = """
create trigger limit_stays before update of key, risk, value, unit, schedule, valid_from or delete on base_timelimit
    for each row execute function himaya_append_only();
create trigger purpose_stays before update of tied, use, legal_basis, valid_from or delete on base_purposerule
    for each row execute function himaya_append_only();
"""

# So is an option: what was answered is read with the words that were asked (domain.md Annex A).
WORDS_STAY = """
create trigger option_stays before update of list, code, name_fr, name_en, name_ar, valid_from or delete on base_option
    for each row execute function himaya_append_only();
"""

# Without its data key a text is lost: the application makes keys, and removes none.
NEVER_LOST = f"""
do $$ begin
    if exists (select from pg_roles where rolname = '{APP_ROLE}') then
        revoke delete, truncate on base_textkey from {APP_ROLE};
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [
        Functions(),
        # A range over ids lets an exclusion constraint compare them without the btree_gist extension.
        migrations.RunSQL("create type himaya_uuidrange as range (subtype = uuid)", "drop type himaya_uuidrange"),
        AppendOnly("base_statechange", "base_accessevent", "base_seal"),
        migrations.RunSQL(STAYS, "drop trigger limit_stays on base_timelimit; drop trigger purpose_stays on base_purposerule;"),
        migrations.RunSQL(WORDS_STAY, "drop trigger option_stays on base_option;"),
        migrations.RunSQL(NEVER_LOST, migrations.RunSQL.noop),
    ]
