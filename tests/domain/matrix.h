// The matrix of domain.md section 11 as people wrote it down: matrix.txt, read. See there for what a line
// says.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/workflow.h"

namespace htq::tests {

/// A line of it for one of its events, in a case or in any other stream.
template <typename Place>
struct MatrixLine {
  std::string where;  // the line of the file, for messages
  Action action;
  std::set<Place> from;
  std::set<Role> by;
  std::set<Place> to;  // of a case, empty: the same
};

struct Matrix {
  std::vector<MatrixLine<Stage>> cases;
  std::vector<MatrixLine<Standing>> office;
  std::vector<std::string> errors;  // what could not be read
};

Matrix read_matrix();

/// What the matrix says of an action at a place in a role: the line, or nothing.
template <typename Place>
const MatrixLine<Place>* find_line(const std::vector<MatrixLine<Place>>& lines, Action action, Place from,
                                   Role by) {
  for (const MatrixLine<Place>& line : lines)
    if (line.action == action && line.from.contains(from) && line.by.contains(by)) return &line;
  return nullptr;
}

/// Whether the role may take the action anywhere.
template <typename Place>
bool has_role(const std::vector<MatrixLine<Place>>& lines, Action action, Role by) {
  for (const MatrixLine<Place>& line : lines)
    if (line.action == action && line.by.contains(by)) return true;
  return false;
}

}  // namespace htq::tests
