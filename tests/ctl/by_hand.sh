#!/usr/bin/env bash
# One case from registration of interest to the public list, by htqctl alone, against a daemon of its own.
#
#   tests/ctl/by_hand.sh BIN_DIR     BIN_DIR holds htqd and htqctl; KEEP=1 keeps the daemon's directory
#
# Works with the system's clock: the cycle's window opened today in London. Its edition asks for a support session, so that
# an official opens the form, and plans no consultation, which only the system opens.
set -euo pipefail

bin=${1:?usage: by_hand.sh BIN_DIR}
work=$(mktemp -d /tmp/htq-by-hand.XXXXXX)
daemon=
finish() {
  local code=$?
  if [ -n "$daemon" ] && kill -0 "$daemon" 2>/dev/null; then
    kill "$daemon" && wait "$daemon" || true
  fi
  [ "$code" = 0 ] || { echo "by_hand: failed with $code; the daemon's log:" >&2; tail -n 20 "$work/htqd.log" >&2 || true; }
  [ -n "${KEEP:-}" ] || rm -rf "$work"
  exit "$code"
}
trap finish EXIT

export HTQCTL_URL="unix:$work/htqd.sock"
unset HTQCTL_TOKEN HTQCTL_TOKEN_FILE
htqctl() { "$bin/htqctl" "$@"; }
london() { TZ=Europe/London date "$@"; }
step() { printf '\n== %s\n' "$*"; }

step "Tokens, one for each person"
token() {  # token NAME OPTION...
  local name=$1
  shift
  htqctl token create --file "$work/tokens" --subject "$name" "$@" 2>/dev/null >"$work/$name.token"
}
token olive --role official
token oscar --role official
token ann --role applicant --organisation example-college
token paula --role routePanel
token sid --role secretary
token amir --role assuranceBody
token dora --role decisionMaker
htqctl token list --file "$work/tokens"

step "A daemon"
mkdir "$work/data"
chmod 700 "$work/data"
"$bin/htqd" --set data.directory="$work/data" --set http.listen= --set http.socket="$work/htqd.sock" \
  --set tokens.file="$work/tokens" --set log.min_free_bytes=1048576 2>"$work/htqd.log" &
daemon=$!
for _ in $(seq 300); do
  htqctl status >/dev/null 2>&1 && break
  kill -0 "$daemon"
  sleep 0.1
done
htqctl status

as() {  # as PERSON COMMAND OPTION... : the receipt's line, and the stream in $stream
  local who=$1
  shift
  local receipt
  receipt=$(htqctl --token-file "$work/$who.token" --json command "$@" 2>"$work/stderr") || {
    local code=$?
    echo "by_hand: $who: command $*" >&2
    cat "$work/stderr" >&2
    return "$code"
  }
  stream=$(sed -n 's/.*"stream":"\([^"]*\)".*/\1/p' <<<"$receipt")
  position=$(sed -n 's/.*"position":"\{0,1\}\([A-Za-z0-9_-]*\).*/\1/p' <<<"$receipt")
  printf '  %-8s %-32s %-20s at %s\n' "$who" "$1" "$stream" "$position"
}

step "The office"
today=$(london +%F)
past=2019-01-01
closes=$(london -d '60 days' +%F)
first_teach=$(london -d '2 years' +%Y)-09
as olive record-route --set route=digital --set name=Digital --set letters=DZ
for publication in privacyNotice:privacy-notice:"Privacy notice" \
  conditionsOfApplication:conditions-of-application:"Conditions of application" \
  conditionsOfApproval:conditions-of-approval:"Conditions of approval"; do
  IFS=: read -r kind id title <<<"$publication"
  as olive issue-publication --set publication="$id" --set kind="$kind" --set title="$title" --set version=1 \
    --set from="$past" --set text="$title of the office."
done
as olive establish-body --set body=panel-digital --set kind=routePanel --set name="Digital route panel" \
  --set from="$past" --set route=digital
as olive establish-body --set body=afc --set kind=approvalsAndFundingCommittee \
  --set name="Approvals and Funding Committee" --set from="$past"
as olive establish-body --set body=chief-executive --set kind=chiefExecutive --set name="Chief Executive" \
  --set from="$past"
as olive publish-standard-version --set standard=ST0116 --set title="Software developer" --set version=1.0 \
  --set level=4 --set route=digital --set from="$past" --set published=true \
  --set ksbs[]=K1 --set ksbs[]=S1 --set ksbs[]=B1
as olive register-organisation --set organisation=example-college --set name="Example College" \
  --set kind=higherEducationProvider --set madeUp=true
as olive record-recognition --set organisation=example-college --set regulator=officeForStudents \
  --set number=10000001 --set from="$past"

step "The cycle: as cycle 2, without a consultation; its window opened today"
as olive announce-cycle - <<EOF2
{"cycle": "cycle-2", "title": "2", "routes": ["digital"], "edition": {
  "recommends": "routePanel", "assures": "approvalsAndFundingCommittee", "decides": "chiefExecutive",
  "consultation": "notPlanned", "peerReview": "whereAppropriate", "levels": "fourAgainstFiveByContact",
  "supportSessionRequired": true, "resubmissionRounds": 1, "firstTeach": [{"firstTeach": "$first_teach"}]}}
EOF2
as olive schedule-window --set cycle=cycle-2 --set window=2 --set opens="$today" --set closes="$closes" \
  --set criteriaVersion=2

step "Interest, and the form"
as ann register-interest --set organisation=example-college --set cycle=cycle-2
case=$stream
as ann book-support-session --set case="$case" --set at="${today}T09:00"
as olive record-support-session --set case="$case" --set on="$today" --set advice="Map each unit to the standard."
as olive grant-form-access --set case="$case"
as ann start-application --set case="$case" --set privacyNotice=1
as ann describe-qualification --set case="$case" --set title="Higher National Certificate in Software Development" \
  --set level=4 --set kind=higherNationalCertificate --set isNew=true --set route=digital
as ann name-occupation --set case="$case" --set occupation.standard=ST0116 --set occupation.version=1.0
hash=$(printf 'structure and mapping' | sha256sum | cut -d' ' -f1)
as ann attach-document --set case="$case" --set document.id=structure --set document.hash="$hash" \
  --set document.size=21 --set document.mediaType=application/pdf --set document.name=structure.pdf \
  --set document.part=structureAndMapping --set document.sensitivity=mayBePublished
as ann provide-mapping --set case="$case" --set document=structure \
  --set units[].code=U1 --set units[0].title=Practice \
  --set coverage[].unit=U1 --set coverage[0].ksb=K1 --set coverage[0].standard=ST0116 --set coverage[0].coverage=full \
  --set coverage[].unit=U1 --set coverage[1].ksb=S1 --set coverage[1].standard=ST0116 --set coverage[1].coverage=full \
  --set coverage[].unit=U1 --set coverage[2].ksb=B1 --set coverage[2].standard=ST0116 --set coverage[2].coverage=full
as ann accept-conditions-of-application --set case="$case" --set version=1
as ann submit-application --set case="$case"

step "Review"
as olive confirm-receipt --set case="$case" --set feedbackBy="$(london -d '90 days' +%F)"
as olive confirm-eligibility --set case="$case"
for criterion in alignment levelMatch ksbCoverage assessment additionalContent employerEngagement employerDemand \
  statutoryOutcomesTest; do
  as oscar assess-criterion --set case="$case" --set criterion="$criterion" --set standard=ST0116 \
    --set rating=met --set reasons="As the papers show."
done
as oscar complete-analysis --set case="$case"
as olive record-regulator-advice-not-needed --set case="$case" --set reason="Registered with the OfS."
as olive complete-advice --set case="$case" --set summary="It meets the criteria." --set papers[]="$hash"

step "Recommendation, assurance, decision"
as sid call-meeting --set meeting=panel-1 --set kind=panel --set body=panel-digital --set at="$today" \
  --set cases[]="$case" --set quorum=2
as sid hold-meeting --set meeting=panel-1 --set present[]=mel --set present[]=max --set present[]=mia
as paula make-panel-recommendation --on-behalf-of panel-digital --set case="$case" --set meeting=panel-1 \
  --set verdicts[].standard=ST0116 --set verdicts[0].outcome=approved --set verdicts[0].reasons="As rated." \
  --set reasons="Employers want it."
as amir give-assurance --on-behalf-of afc --set case="$case"
as dora take-decision --on-behalf-of chief-executive --set case="$case" --set outcome=approved \
  --set verdicts[].standard=ST0116 --set verdicts[0].outcome=approved --set verdicts[0].reasons="As rated." \
  --set reasons="The evidence supports it."
as olive determine-copyright --on-behalf-of chief-executive --set case="$case" --set transfer=false \
  --set reasons="The market is not vulnerable."
as olive issue-feedback --set case="$case" --set text="What was found." --set nextSteps="Accept the conditions of approval."

step "Approval, and the list"
as ann accept-conditions-of-approval --set case="$case" --set version=1
as olive list-publicly --set case="$case"

reader() { htqctl --token-file "$work/olive.token" "$@"; }
step "htqctl case timeline $case"
reader case timeline "$case" --after "$position"
step "htqctl case show $case"
reader case show "$case"
step "htqctl register"
htqctl register
step "htqctl case replay $case --no-pause"
reader case replay "$case" --no-pause
step "htqctl events tail --no-follow (the last five)"
reader events tail --no-follow | tail -n 5

step "What must hold"
holds() {  # holds WHAT COMMAND...
  local what=$1
  shift
  "$@" >/dev/null || { echo "by_hand: does not hold: $what" >&2; return 1; }
  echo "  $what"
}
exits() {  # exits CODE COMMAND...
  local expected=$1 code=0
  shift
  "$@" >"$work/stdout" 2>"$work/stderr" || code=$?
  [ "$code" = "$expected" ] || { echo "exit $code instead of $expected: $*" >&2; cat "$work/stderr" >&2; return 1; }
}
register=$(htqctl register --json)
timeline=$(reader case timeline "$case" --jsonl)
holds "the register has the case" grep -q "\"case\":\"$case\"" <<<"$register"
holds "its first teach is the edition's" grep -q "\"firstTeach\":\"$first_teach\"" <<<"$register"
holds "the applicant sees its own case" htqctl --token-file "$work/ann.token" case show "$case"
holds "its timeline ends with the listing" grep -q '"type":"listedPublicly"' <<<"$(tail -n 1 <<<"$timeline")"
holds "listing twice is refused with exit 3" exits 3 as olive list-publicly --set case="$case"
holds "an unknown property is bad input with exit 4" exits 4 as olive list-publicly --set case="$case" --set tittle=x
holds "no token is not permitted with exit 5" exits 5 env HOME="$work" "$bin/htqctl" case show "$case"
holds "an unknown option is bad usage with exit 2" exits 2 htqctl case show "$case" --colour
holds "nobody listening is exit 1" exits 1 htqctl --url "unix:$work/nobody.sock" status
assign() { as olive assign-case --id once --set case="$case" --set official="$1"; }
assign oscar
holds "the same id again is the first answer, at the same position" test "$position" = "$(assign oscar >/dev/null && echo "$position")"
holds "the same id with another body is refused with exit 3" exits 3 assign olga
holds "an old version is refused with exit 3" exits 3 as olive assign-case --expect 1 --set case="$case" --set official=olga

step "Stopping the daemon"
kill "$daemon"
wait "$daemon"
daemon=
echo "  stopped"
