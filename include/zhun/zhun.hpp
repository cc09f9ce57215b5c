// zhun (准): a small-business loan applicant's data -> a credit assessment that can be followed
// line by line.
//
//   auto dossier = zhun::read_dossier(json, files);
//   auto policy = zhun::default_policy();
//   auto assessment = zhun::assess(*dossier, *policy);
//   std::string html = zhun::render_report_html(*assessment);
//
// Data moves one way: read -> dossier -> reconcile -> score -> present -> audit. Every function is
// pure: no clock, no environment, no file, no network, no global, no print. Errors are values
// (Result).
#pragma once

#include "zhun/analytics.hpp"
#include "zhun/answers.hpp"
#include "zhun/arrow.hpp"
#include "zhun/assessment.hpp"
#include "zhun/audit.hpp"
#include "zhun/changes.hpp"
#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/decision.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/evidence.hpp"
#include "zhun/fact.hpp"
#include "zhun/feed.hpp"
#include "zhun/finding.hpp"
#include "zhun/government.hpp"
#include "zhun/identifier.hpp"
#include "zhun/image.hpp"
#include "zhun/invoice.hpp"
#include "zhun/limits.hpp"
#include "zhun/matching.hpp"
#include "zhun/money.hpp"
#include "zhun/ocr.hpp"
#include "zhun/policy.hpp"
#include "zhun/present.hpp"
#include "zhun/read.hpp"
#include "zhun/reconciliation.hpp"
#include "zhun/scorecard.hpp"
#include "zhun/scoring.hpp"
#include "zhun/statement.hpp"
#include "zhun/text.hpp"
#include "zhun/transport.hpp"
#include "zhun/version.hpp"
#include "zhun/watch.hpp"
